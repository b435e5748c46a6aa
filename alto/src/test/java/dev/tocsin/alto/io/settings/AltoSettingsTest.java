// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.core.policy.GroupingRule;
import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AltoSettingsTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Path EXAMPLE = DOCS.resolve("examples/alto.yaml");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z][^`]*)` \\| ([^|(]*)[^|]*\\|.*\\|");

  @Test
  void readsTheExample() {
    var settings = AltoSettings.read(EXAMPLE);

    assertThat(settings.maps())
        .extracting(map -> map.plan().id())
        .containsExactly("network", "regions");
    assertThat(settings.maps().getFirst().plan().rules())
        .hasSize(3)
        .element(1)
        .isEqualTo(new GroupingRule.ByCommunity(java.util.Map.of(65000 << 16 | 100, "customers")));
    assertThat(settings.sources().files()).hasSize(4);
  }

  @Test
  void everyKeyIsDocumentedWithItsDefaultAndNothingElseIs() throws IOException {
    var text = Files.readString(DOCS.resolve("running.md"));
    int start = text.indexOf("\n## ALTO server\n");
    assertThat(start).isNotNegative();
    var documented = new TreeMap<String, String>();
    text.substring(start, text.indexOf("\n## ", start + 1))
        .lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .forEach(row -> documented.put(row.group(1), row.group(2).strip()));

    var asked =
        ConfigFile.parse(
            EXAMPLE,
            Files.readString(EXAMPLE) + "tls: {certificate: a.pem, key: b.pem}\n",
            root -> {
              AltoSettings.read(root);
              return new TreeMap<>(root.asked());
            });

    assertThat(asked).isEqualTo(documented);
  }

  @Test
  void refusesMeasuredCostsThatNobodyWouldUnderstand() {
    var text =
        """
        listen: 127.0.0.1:0
        sources: {prefixes: [{format: list, file: a}]}
        maps:
          net:
            costs: {routingcost: {}, fastness: {}, "delay-ow:p101": {}}
            measured:
              routingcost: {format: csv, file: a, source: sla}
              delay: {format: csv, file: a}
              delay-rt: {format: csv, file: a, link: "https://example.net/"}
              delay-ow: {format: csv, file: a, calendar: {start: today, interval: 1h, intervals: 0}}
        """;

    assertThatThrownBy(() -> ConfigFile.parse(Path.of("alto.yaml"), text, AltoSettings::read))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'fastness' is no metric that is registered")
        .hasMessageContaining("'delay-ow:p101' is no metric that is registered")
        .hasMessageContaining("routingcost stands under 'costs', too")
        .hasMessageContaining("expected estimation for routingcost")
        .hasMessageContaining("alto.yaml:8:28: 'file': 'delay' is no metric")
        .hasMessageContaining("alto.yaml:9:40: 'link': expected a 'source' beside it")
        .hasMessageContaining("expected a moment as 2026-01-05T00:00:00Z, found 'today'");
  }

  @Test
  void refusesPropertiesThatNobodyWouldUnderstand() {
    var text =
        """
        listen: 127.0.0.1:0
        sources: {prefixes: [{format: list, file: a}]}
        maps: {net: {}}
        properties:
          net: {format: csv, file: a, mappings: {ipv4: priv:a}}
          a:
            format: csv
            file: a
            mappings:
              ipv4: [color]
              building: [priv:a]
              pid: [priv:a]
              other.pid: [priv:a]
        """;

    assertThatThrownBy(() -> ConfigFile.parse(Path.of("alto.yaml"), text, AltoSettings::read))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'net' is a network map's name")
        .hasMessageContaining("alto.yaml:9:5: 'mappings': 'color' is no property")
        .hasMessageContaining("'building' is no entity domain")
        .hasMessageContaining("expected PIDs of a network map, as MAP.pid, found pid")
        .hasMessageContaining("there is no network map 'other'");
  }

  @Test
  void namesEveryMistakeWithItsLine() {
    var text =
        """
        listen: 127.0.0.1
        sources: {prefixes: [{format: csv, file: a}], next-hops: {example.org: a}}
        maps:
          "a.b": {pids: {max: 0, communities: {"1:70000": x}}}
          c: {costs: {"no metric": {igp: -1}}}
        """;

    assertThatThrownBy(() -> ConfigFile.parse(Path.of("alto.yaml"), text, AltoSettings::read))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.complaints().stream().map(each -> each.line() + " " + each.element()))
                    .contains(
                        "1 listen",
                        "2 sources.prefixes[].format",
                        "2 sources.next-hops",
                        "4 maps.*.pids.max",
                        "5 maps.*.costs.*.igp"));
  }
}
