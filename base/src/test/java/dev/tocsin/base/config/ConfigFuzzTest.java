// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Any text gives a value or a {@link ConfigException} that names the file.
class ConfigFuzzTest {

  private static final int TEXTS = 20_000;
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final String WHOLE =
      """
      name: edge          # a comment
      wait: 30s
      list: [a, "b", 'c']
      net: {prefix: 192.0.2.0/24, at: "[::1]:4646", max: 1 MiB}
      each:
        - &x {n: 1, f: 1.5}
        - *x
      named:
        one: {on: true}
      text: |
        lines
      """;
  private static final List<String> SNIPPETS =
      List.of(
          "\t",
          "\n",
          "  ",
          ": ",
          "- ",
          "&a ",
          "*a",
          "!!x ",
          "---\n",
          "{",
          "}",
          "[",
          "]",
          "\"",
          "'",
          "|",
          ">",
          "%YAML 1.1\n",
          "? ",
          "\u0000",
          "\ufeff",
          "\ud800",
          "<<: *x",
          "~",
          "#",
          "\\",
          "99999999999999999999",
          "-1",
          "\u2028",
          "😀",
          "@",
          "`");

  @Test
  void anyTextGivesAValueOrARefusalThatNamesTheFile() {
    System.out.println("seed " + SEED);
    var random = new Random(SEED);
    int refused = 0;

    for (int i = 0; i < TEXTS; i++) {
      var text = mutated(random);
      try {
        ConfigFile.parse(Path.of("fuzz.yaml"), text, ConfigFuzzTest::readAll);
      } catch (ConfigException e) {
        assertThat(e).hasMessageStartingWith("fuzz.yaml:");
        refused++;
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("-Dseed=" + SEED + " text " + i + ":\n" + text, e);
      }
    }

    assertThat(refused).isBetween(1, TEXTS - 1);
  }

  private static Section readAll(Section s) {
    s.string("name").optional();
    s.duration("wait").optional();
    s.list("list", Kind.STRING).optional();
    var net = s.section("net");
    net.value("prefix", Kind.PREFIX).optional();
    net.value("at", Kind.address(4646)).optional();
    net.size("max").optional();
    s.each("each", e -> e.integer("n", 0, 9).required() + e.decimal("f", 0, 9).required());
    s.named("named", (_, n) -> n.bool("on").required());
    s.path("text").optional();
    return s;
  }

  private static String mutated(Random random) {
    var text = new StringBuilder(WHOLE);
    for (int n = random.nextInt(4); n >= 0; n--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(8)));
        case 2 -> text.setCharAt(at, (char) random.nextInt(0x250));
        default ->
            text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
      }
      if (text.isEmpty()) return "";
    }
    return text.toString();
  }
}
