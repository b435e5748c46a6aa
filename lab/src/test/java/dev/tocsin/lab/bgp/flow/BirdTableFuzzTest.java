// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever BIRD prints gives routes and reasons, and nothing in a filter that BIRD's text could
/// have slipped in.
class BirdTableFuzzTest {

  private static final int TEXTS = 20_000;
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final List<String> SNIPPETS =
      List.of(
          "; ",
          "{ ",
          "}",
          " && ",
          " || ",
          ",",
          "..",
          "!",
          "0x",
          "/",
          " offset 3",
          "\n",
          "\t",
          "\"",
          "drop",
          "99999999999",
          "4294967295",
          "-1",
          "::",
          "(generic, 0x80060000, 0x7fc00000)",
          "flow4 { ",
          "flow6 { ",
          "dst ",
          "true 1",
          "false 1",
          "\u0000",
          "\ud800",
          "]",
          " *",
          "...}");

  @Test
  void anyTextIsReadOrRefused() {
    System.out.println("seed " + SEED);
    var random = new Random(SEED);
    var lines = Captured.listing().lines().toList();
    long read = 0;
    for (int i = 0; i < TEXTS; i++) {
      int from = random.nextInt(lines.size());
      var some = lines.subList(from, Math.min(lines.size(), from + 1 + random.nextInt(8)));
      var text = changed(String.join("\n", some), random);
      var table = BirdTable.read(text);
      for (var route : table.routes()) {
        read++;
        saysOnlyWhatNftablesMayHear(route);
      }
    }
    assertThat(read).isGreaterThan(TEXTS / 4);
  }

  private static String changed(String text, Random random) {
    var changed = new StringBuilder(text);
    for (int n = random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(changed.length() + 1);
      switch (random.nextInt(3)) {
        case 0 -> changed.insert(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
        case 1 -> changed.delete(at, Math.min(changed.length(), at + random.nextInt(9)));
        default -> {
          if (at < changed.length()) changed.setCharAt(at, (char) (32 + random.nextInt(95)));
        }
      }
    }
    return changed.toString();
  }

  private static void saysOnlyWhatNftablesMayHear(FlowRoute route) {
    assertThat(route.text()).matches("[ -~]*").doesNotContain("\"", "\\");
    try {
      var script = new FilterTable().to(List.of(route), _ -> true).script();
      assertThat(script.lines())
          .allMatch(line -> line.matches("(add|flush|delete) (chain|rule) inet flowspec .*"));
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }
}
