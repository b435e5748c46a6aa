// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.client.discovery.Discovered.Server;
import dev.tocsin.alto.client.discovery.NaptrLookup.Naptr;
import dev.tocsin.base.net.Prefix;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscoveryTest {

  private final Map<String, NaptrLookup.Outcome> zone = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final Discovery discovery =
      new Discovery(
          name -> {
            asked.add(name);
            return zone.getOrDefault(name, new NaptrLookup.Found(List.of()));
          },
          List.of("ALTO:https"));

  /// RFC 7286 §3.2 has these two records.
  @Test
  void findsTheServersOfADomainInTheirOrder() {
    has(
        "example.net.",
        uri(100, 20, "ALTO:https", "!.*!https://alto2.example.net/ird!"),
        uri(100, 10, "alto:HTTPS", "!.*!https://alto1.example.net/ird!"),
        uri(50, 10, "SIP+D2U", "!.*!https://sip.example.net/!"),
        uri(50, 10, "ALTO:http", "!.*!http://alto3.example.net/ird!"));

    var found = discovery.ofDomains(List.of("example.net"));

    assertThat(found.servers())
        .containsExactly(
            new Server(URI.create("https://alto1.example.net/ird"), 100, 10, "example.net."),
            new Server(URI.create("https://alto2.example.net/ird"), 100, 20, "example.net."));
    assertThat(found.failures()).isEmpty();
  }

  @Test
  void prefersServersThatAreProtected() {
    has(
        "example.net.",
        uri(1, 1, "ALTO:http", "!.*!http://plain.example.net/!"),
        uri(9, 9, "ALTO:https", "!.*!https://safe.example.net/!"));

    var found = new Discovery(zone::get).ofDomains(List.of("example.net"));

    assertThat(found.servers())
        .extracting(each -> each.uri().getHost())
        .containsExactly("safe.example.net", "plain.example.net");
  }

  @Test
  void goesOnWhereARecordLeadsOnAndNotForEver() {
    has("example.net.", on("alto.example.org."));
    has("alto.example.org.", uri(1, 1, "ALTO:https", "!.*!https://alto.example.org/!"));
    has("loop.example.", on("loop.example."));

    assertThat(discovery.ofDomains(List.of("example.net")).servers())
        .containsExactly(new Server(URI.create("https://alto.example.org/"), 1, 1, "example.net."));
    var looped = discovery.ofDomains(List.of("loop.example"));
    assertThat(looped.servers()).isEmpty();
    assertThat(looped.failures()).containsExactly("loop.example.: leads further than 8 steps");
  }

  @ParameterizedTest
  @CsvSource({
    "!.*!ftp://alto.example.net/!",
    "!.*!alto.example.net!",
    "!.*!https://bad uri/!",
    "!(.*)!https://\\1/!",
    "!.*!https://alto.example.net/",
    "!!!",
    "''"
  })
  void saysWhatARecordShouldBe(String regexp) {
    has("example.net.", uri(1, 1, "ALTO:https", regexp));

    var found = discovery.ofDomains(List.of("example.net"));

    assertThat(found.servers()).isEmpty();
    assertThat(found.failures()).singleElement().asString().startsWith("example.net.: expected");
  }

  /// RFC 8686 §3.4, table 1.
  @ParameterizedTest
  @CsvSource({
    "198.51.100.3, 3.100.51.198 100.51.198 51.198 198",
    "198.51.100.2/31, 100.51.198 51.198 198",
    "198.51.100.0/24, 100.51.198 51.198 198",
    "198.51.0.0/23, 51.198 198",
    "198.51.0.0/16, 51.198 198",
    "198.50.0.0/15, 198",
    "198.0.0.0/8, 198"
  })
  void looksInTheReverseTreeOfIpv4(String prefix, String names) {
    discovery.ofPrefix(Prefix.parse(prefix));

    assertThat(asked)
        .containsExactly(
            List.of(names.split(" ")).stream()
                .map(name -> name + ".in-addr.arpa.")
                .toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::20/128, 6",
    "2001:db8::/127, 5",
    "2001:db8::/64, 5",
    "2001:db8::/63, 4",
    "2001:db8::/48, 3",
    "2001:db8::/47, 2",
    "2001:db8::/39, 1",
    "2001:db8::/32, 1"
  })
  void looksInTheReverseTreeOfIpv6(String prefix, int names) {
    discovery.ofPrefix(Prefix.parse(prefix));

    assertThat(asked).hasSize(names);
    assertThat(asked.getLast()).isEqualTo("8.b.d.0.1.0.0.2.ip6.arpa.");
    if (names == 6) {
      assertThat(asked.getFirst())
          .isEqualTo("0.2." + "0.".repeat(22) + "8.b.d.0.1.0.0.2.ip6.arpa.");
      assertThat(asked.get(1)).isEqualTo("0.".repeat(8) + "8.b.d.0.1.0.0.2.ip6.arpa.");
    }
  }

  @ParameterizedTest
  @CsvSource({"198.0.0.0/7", "0.0.0.0/0", "2001:d00::/24", "2001:db8::/31"})
  void refusesPrefixesThatAreTooWide(String prefix) {
    assertThatThrownBy(() -> discovery.ofPrefix(Prefix.parse(prefix)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unsupported prefix length");
    assertThat(asked).isEmpty();
  }

  @Test
  void goesOnBehindALookUpThatFailsAndStopsAtTheFirstThatFinds() {
    zone.put("3.100.51.198.in-addr.arpa.", new NaptrLookup.Failed("timed out"));
    has("51.198.in-addr.arpa.", uri(100, 10, "ALTO:https", "!.*!https://alto1.example.net/ird!"));

    var found = discovery.ofPrefix(Prefix.parse("198.51.100.3"));

    assertThat(found.servers()).hasSize(1);
    assertThat(found.failures()).containsExactly("3.100.51.198.in-addr.arpa.: timed out");
    assertThat(asked).hasSize(3);
  }

  private void has(String name, Naptr... records) {
    zone.put(name, new NaptrLookup.Found(List.of(records)));
  }

  private static Naptr uri(int order, int preference, String service, String regexp) {
    return new Naptr(order, preference, "u", service, regexp, "");
  }

  private static Naptr on(String replacement) {
    return new Naptr(1, 1, "", "ALTO:https", "", replacement);
  }
}
