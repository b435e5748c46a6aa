// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.net.Prefix;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NetworkMapTest {

  private static final List<Prefix> REST = prefixes("0.0.0.0/0", "::/0");

  @Test
  void findsThePidOfTheLongestPrefix() {
    var map =
        NetworkMap.of(
            "map",
            Map.of(
                "isp", prefixes("198.51.100.0/24"),
                "pop", prefixes("198.51.100.128/25"),
                "rest", REST));

    assertThat(pid(map, "198.51.100.1/32")).isEqualTo("isp");
    assertThat(pid(map, "198.51.100.129/32")).isEqualTo("pop");
    assertThat(pid(map, "2001:db8::1/128")).isEqualTo("rest");
  }

  @Test
  void hasATagThatChangesExactlyWithItsContent() {
    var one = NetworkMap.of("map", Map.of("a", prefixes("192.0.2.0/24"), "rest", REST));
    var same = NetworkMap.of("map", Map.of("rest", REST.reversed(), "a", prefixes("192.0.2.0/24")));
    var moved = NetworkMap.of("map", Map.of("a", prefixes("192.0.2.0/25"), "rest", REST));
    var renamed = NetworkMap.of("map", Map.of("b", prefixes("192.0.2.0/24"), "rest", REST));

    assertThat(same.versionTag()).isEqualTo(one.versionTag());
    assertThat(Stream.of(one, moved, renamed).map(NetworkMap::versionTag).distinct()).hasSize(3);
  }

  @Test
  void refusesAPrefixInTwoPids() {
    assertThatThrownBy(
            () ->
                NetworkMap.of(
                    "map",
                    Map.of(
                        "a", prefixes("192.0.2.0/24"), "b", prefixes("192.0.2.0/24"), "r", REST)))
        .isInstanceOf(MapException.class)
        .hasMessage("192.0.2.0/24 stands in a and in b (RFC 7285 §11.2.2)");
  }

  @Test
  void refusesAddressesWithoutAPid() {
    assertThatThrownBy(
            () -> NetworkMap.of("map", Map.of("a", prefixes("0.0.0.0/0", "2001:db8::/32"))))
        .isInstanceOf(MapException.class)
        .hasMessageStartingWith("no PID holds ::/0");
  }

  @Test
  void refusesANameThatIsNone() {
    assertThatThrownBy(() -> NetworkMap.of("map", Map.of("a b", REST)))
        .isInstanceOf(MapException.class)
        .hasMessageContaining("found 'a b'");
  }

  private static String pid(NetworkMap map, String address) {
    return map.pids().get(map.find(Prefix.parse(address)).orElseThrow()).name();
  }

  private static List<Prefix> prefixes(String... texts) {
    return Stream.of(texts).map(Prefix::parse).toList();
  }
}
