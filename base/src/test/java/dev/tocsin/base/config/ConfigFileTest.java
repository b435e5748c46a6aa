// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.net.Prefix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {

  private static final Path FILE = Path.of("/etc/tocsin/server.yaml");

  @TempDir Path folder;

  enum Colour {
    DARK_RED,
    BLUE
  }

  @Test
  void readsEveryKindOfValue() {
    var text =
        """
        name: edge
        interval: 30s
        count: 7
        ratio: 1.5
        on: true
        max: 10 MiB
        listen: "[::1]:4646"
        nets: [192.0.2.0/24, "2001:db8::/32"]
        key: keys/server.pem
        colour: dark-red
        """;

    ConfigFile.parse(
        FILE,
        text,
        s -> {
          assertThat(s.string("name").required()).isEqualTo("edge");
          assertThat(s.duration("interval").required()).isEqualTo(Duration.ofSeconds(30));
          assertThat(s.integer("count", 0, 10).required()).isEqualTo(7);
          assertThat(s.decimal("ratio", 0, 10).required()).isEqualTo(1.5);
          assertThat(s.bool("on").required()).isTrue();
          assertThat(s.size("max").required().bytes()).isEqualTo(10L * 1024 * 1024);
          assertThat(s.address("listen").required()).isEqualTo(new HostAndPort("::1", 4646));
          assertThat(s.list("nets", Kind.PREFIX).required())
              .containsExactly(Prefix.parse("192.0.2.0/24"), Prefix.parse("2001:db8::/32"));
          assertThat(s.path("key").required()).isEqualTo(Path.of("/etc/tocsin/keys/server.pem"));
          assertThat(s.choice("colour", Colour.class).required()).isEqualTo(Colour.DARK_RED);
          return s;
        });
  }

  @Test
  void givesDefaultsForWhatIsAbsent() {
    var count = ConfigFile.parse(FILE, "", s -> s.integer("count", 0, 10).orDefault(3));
    var name = ConfigFile.parse(FILE, "# nothing", s -> s.string("name").optional());

    assertThat(count).isEqualTo(3);
    assertThat(name).isEmpty();
  }

  @Test
  void namesFileLineAndColumnOfEveryMistake() {
    var text =
        """
        interval: soon
        server:
          port: 99999
          colour: green
        """;

    assertThatThrownBy(
            () ->
                ConfigFile.parse(
                    FILE,
                    text,
                    s -> {
                      s.duration("interval").orDefault(Duration.ZERO);
                      var server = s.section("server");
                      server.integer("port", 1, 65_535).orDefault(1);
                      server.choice("colour", Colour.class).optional();
                      return s;
                    }))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            /etc/tocsin/server.yaml:1:11: 'interval': expected a duration such as 500ms, 30s, 5m, \
            1h or 2d, found 'soon'
            /etc/tocsin/server.yaml:3:9: 'port': expected a whole number from 1 to 65535, found \
            '99999'
            /etc/tocsin/server.yaml:4:11: 'colour': expected one of dark-red, blue, found 'green'""");
  }

  @Test
  void suggestsTheKnownKeyNearestToAnUnknownOne() {
    assertComplaint("intervall: 5s", s -> s.duration("interval").optional())
        .isEqualTo(
            "/etc/tocsin/server.yaml:1:1: unknown key 'intervall'; did you mean 'interval'?");
    assertComplaint("server: {prot: 1}", s -> s.section("server").integer("port", 0, 9).optional())
        .endsWith(":1:10: unknown key 'prot'; did you mean 'port'?");
    assertComplaint("zebra: 1", s -> s.string("name").optional()).endsWith("unknown key 'zebra'");
  }

  @Test
  void saysWhereARequiredKeyIsMissingAndWhatMayBeMeant() {
    assertComplaint("a:\n  naem: x", s -> s.section("a").string("name").required())
        .endsWith(":2:3: 'name' is missing here; is it 'naem'?");
  }

  @Test
  void goesOnWithTheOtherItemsAfterABrokenOne() {
    var text =
        """
        domains:
          - {size: 1}
          - {name: ok, size: x}
          - {name: fine, size: 2}
        """;

    assertComplaint(
            text,
            s ->
                s.each(
                    "domains",
                    d -> List.of(d.string("name").required(), d.integer("size", 0, 9).required())))
        .contains(":2:5: 'name' is missing here")
        .contains(":3:22: 'size': expected a whole number")
        .hasLineCount(2);
  }

  @Test
  void readsSectionsUnderNamesTheOperatorChose() {
    var text = "mitigators:\n  edge: {type: nftables}\n  lab: {type: none}\n";

    var types =
        ConfigFile.parse(
            FILE,
            text,
            s -> s.named("mitigators", (id, m) -> id + ":" + m.string("type").required()));

    assertThat(types).isEqualTo(Map.of("edge", "edge:nftables", "lab", "lab:none"));
  }

  @Test
  void leavesASectionApartToWhoReadsItLater() {
    var plugin =
        ConfigFile.parse(
            FILE,
            "type: nftables\nset:\n  tabel: x\n",
            s -> {
              s.string("type").required();
              return s.apart("set");
            });
    plugin.string("table").optional();

    assertThatThrownBy(plugin::end).hasMessageContaining(":3:3: unknown key 'tabel'; did you mean");
  }

  @Test
  void remembersWhatWasAskedForWithItsDefault() {
    var asked =
        ConfigFile.parse(
            FILE,
            "list: [{a: 1}]\nnames: {x: {b: 2}}",
            s -> {
              s.section("t").duration("wait").orDefault(Duration.ofSeconds(90));
              s.each("list", i -> i.integer("a", 0, 9).required());
              s.named("names", (id, n) -> n.integer("b", 0, 9).optional());
              return s.asked();
            });

    assertThat(asked)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("t.wait", "90s", "list[].a", "required", "names.*.b", "none"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a: 1\\na: 2                | :2:1: 'a' stands here twice
          a:\\n\\tb: 1               | (indent with spaces, not tabs)
          a: !!int 3                 | the tag 'tag:yaml.org,2002:int' means nothing here
          - a                        | :1:1: expected keys with values
          a: 1\\n---\\nb: 2          | expected one document, found a second
          a: [1                      | :1:6:
          a: *x                      | :1:4:
          a:                         | 'a' has no value
          a: {b: 1}                  | 'a': expected a value, found a section
          [x]: 1                     | expected a key
          &a a: {a: *a}              | expected a value
          """)
  void refusesWhatIsNotPlainConfiguration(String text, String complaint) {
    assertComplaint(text.replace("\\n", "\n").replace("\\t", "\t"), s -> s.string("a").optional())
        .startsWith("/etc/tocsin/server.yaml:")
        .contains(complaint);
  }

  @Test
  void boundsNestingAliasesAndSize() throws IOException {
    var deep = "a: " + "[".repeat(100_000);
    var bomb = new StringBuilder("a: &a [x]\n");
    for (int i = 0; i < 200; i++) bomb.append("k").append(i).append(": *a\n");
    var large =
        Files.writeString(folder.resolve("large.yaml"), "#".repeat(ConfigFile.BYTES_MAX + 1));

    assertComplaint(deep, s -> s).contains("nested deeper than 32 levels");
    assertComplaint(bomb.toString(), s -> s).contains("more than 100 aliases");
    assertThatThrownBy(() -> ConfigFile.read(large)).hasMessageContaining("larger than 1048576");
  }

  @Test
  void namesTheLineOfBytesThatAreNotText() throws IOException {
    var latin = folder.resolve("latin.yaml");
    Files.write(latin, "a: 1\nb: gr\u00fcn\n".getBytes(StandardCharsets.ISO_8859_1));
    var control = Files.writeString(folder.resolve("control.yaml"), "a: 1\nb: \u0007\n");

    assertThatThrownBy(() -> ConfigFile.read(latin))
        .hasMessageContaining("latin.yaml:2: expected UTF-8");
    assertThatThrownBy(() -> ConfigFile.read(control))
        .hasMessageContaining("control.yaml:2: the character U+0007");
    assertThatThrownBy(() -> ConfigFile.read(folder.resolve("none.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("none.yaml: no such file");
  }

  @Test
  void keepsTerminalControlsOutOfComplaints() {
    assertComplaint("\"a\\e[2J\\u202e\": 1", s -> s)
        .doesNotContain("\u001b")
        .doesNotContain("\u202e");
  }

  private static org.assertj.core.api.AbstractStringAssert<?> assertComplaint(
      String text, Function<Section, ?> reader) {
    try {
      ConfigFile.parse(FILE, text, reader);
    } catch (ConfigException e) {
      return assertThat(e.getMessage());
    }
    throw new AssertionError("accepted: " + text);
  }
}
