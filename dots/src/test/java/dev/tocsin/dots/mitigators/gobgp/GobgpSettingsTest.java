// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import static dev.tocsin.dots.mitigators.gobgp.Orders.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.flowspec.FlowAction;
import dev.tocsin.dots.wire.flowspec.RouteTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GobgpSettingsTest {

  @Test
  void needsNothingForADaemonOnThisMachine() {
    var settings = settings("");

    assertThat(settings.api().endpoint().address()).isEqualTo(new HostAndPort("127.0.0.1", 50_051));
    assertThat(settings.api().identifier()).isBetween(1L, 0xFFFFFFFFL);
    assertThat(settings.mode()).isEqualTo(GobgpSettings.Mode.BY_SCOPE);
    assertThat(settings.blackhole().communities()).containsExactly(Community.BLACKHOLE);
    assertThat(settings.flowspec().action()).isEqualTo(new FlowAction.Drop());
  }

  @Test
  void readsEverything() {
    var settings =
        settings(
            """
            address: "192.0.2.9:50052", tls-trust: ca.pem, path-identifier: 4000000000,
            timeout: 2s, list-timeout: 20s, check-every: 1m, routes-max: 7, lists-max: 0,
            local-preference: 300, mode: flowspec,
            blackhole: {next-hop-ipv4: 192.0.2.66, next-hop-ipv6: "2001:db8::66",
                        communities: [64496:666, 4200000000:1:2]},
            flowspec: {redirect: 64496:100, communities: [65535:65281]}
            """);

    assertThat(settings.api().endpoint().address()).isEqualTo(new HostAndPort("192.0.2.9", 50_052));
    assertThat(settings.api().endpoint().trust().orElseThrow()).hasFileName("ca.pem");
    assertThat(settings.api().identifier()).isEqualTo(4_000_000_000L);
    assertThat(settings.limits()).isEqualTo(new GobgpSettings.Limits(7, 0, Duration.ofMinutes(1)));
    assertThat(settings.localPreference()).isEqualTo(300);
    assertThat(settings.blackhole().nextHopIpv6()).isEqualTo(Prefix.parse("2001:db8::66"));
    assertThat(settings.blackhole().communities())
        .containsExactly(
            new Community.Short(64_496, 666), new Community.Large(4_200_000_000L, 1, 2));
    assertThat(settings.flowspec().action())
        .isEqualTo(new FlowAction.Redirect(new RouteTarget.OfAs(64_496, 100)));
  }

  @Test
  void everyKeyIsDocumentedWithItsDefault() throws IOException {
    var manual =
        Files.readString(Path.of("src/main/java/dev/tocsin/dots/mitigators/gobgp/README.md"));
    var rows = new TreeMap<String, String>();
    Pattern.compile("^\\| `([a-z][^`]*)` \\| ([^|]*) \\|.*\\|$", Pattern.MULTILINE)
        .matcher(manual.substring(manual.indexOf("## Settings")))
        .results()
        .forEach(row -> rows.put(row.group(1), row.group(2)));
    var asked =
        ConfigFile.parse(
            Path.of("gobgp.yaml"),
            "{}",
            root -> {
              GobgpSettings.read("edge", root);
              return new TreeMap<>(root.asked());
            });

    assertThat(asked).isEqualTo(rows);
  }

  @Test
  void anotherInstanceMarksItsRoutesInAnotherWay() {
    var other =
        ConfigFile.parse(
            Path.of("server.yaml"),
            "settings: {}",
            root -> GobgpSettings.read("other", root.apart("settings")));

    assertThat(other.api().identifier()).isNotEqualTo(settings("").api().identifier());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "address: 192.0.2.9           | set 'tls-trust', or 'plaintext: true'",
        "address: gobgpd.example:1    | is not on this machine",
        "mode: both                   | 'mode'",
        "blackhole: {next-hop-ipv4: 2001:db8::1} | expected an IPv4 address",
        "blackhole: {next-hop-ipv6: 2001:db8::/64} | expected an IPv6 address",
        "blackhole: {communities: [x]} | expected a community like 65535:666",
        "blackhole: {communities: ['65536:1']} | not within 0-65535",
        "flowspec: {bytes-per-second: 1, redirect: '1:1'} | only one can be",
        "flowspec: {redirect: here}   | is not a route target",
        "routes: 7                    | unknown key 'routes'",
      })
  void refusesWithFileAndLine(String yaml, String complaint) {
    assertThatThrownBy(() -> settings(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("server.yaml:1")
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @CsvSource({
    "address: localhost:1",
    "address: '[::1]:1'",
    "'address: 192.0.2.9, plaintext: true'"
  })
  void takesAddressesThatAreProtected(String yaml) {
    assertThat(settings(yaml).api().endpoint().trust()).isEmpty();
  }
}
