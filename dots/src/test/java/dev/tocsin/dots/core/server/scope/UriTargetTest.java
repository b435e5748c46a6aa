// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriTargetTest {

  @ParameterizedTest
  @CsvSource({
    "https://www.example.com/, 443, 6",
    "HTTP://www.example.com, 80, 6",
    "coap://www.example.com, 5683, 17",
    "coaps+tcp://www.example.com, 5684, 6",
    "https://www.example.com:8443/x?y, 8443, 6"
  })
  void takesProtocolAndPortFromSchemeAndAuthority(String uri, int port, int protocol) {
    var target = UriTarget.parse(uri);

    assertThat(target.host()).isEqualTo("www.example.com");
    assertThat(target.ports()).containsExactly(PortRange.of(port));
    assertThat(target.protocols()).containsExactly(protocol);
    assertThat(target.literal()).isEmpty();
  }

  @Test
  void takesAnAddressAsItStands() {
    assertThat(UriTarget.parse("https://[2001:db8::1]/").literal())
        .hasValue(Prefix.parse("2001:db8::1"));
    assertThat(UriTarget.parse("https://192.0.2.1/").literal()).hasValue(Prefix.parse("192.0.2.1"));
  }

  @Test
  void meansAnyProtocolForAnUnknownSchemeWithAPort() {
    var target = UriTarget.parse("game://www.example.com:27015");

    assertThat(target.ports()).containsExactly(PortRange.of(27015));
    assertThat(target.protocols()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "www.example.com",
        "game://www.example.com",
        "https:///x",
        "https://a b/",
        "https://www.example.com:70000/",
        "https://1.2.3/",
        "mailto:x@example.com"
      })
  void refusesWhatNoTrafficFollowsFrom(String uri) {
    assertThatThrownBy(() -> UriTarget.parse(uri)).isInstanceOf(IllegalArgumentException.class);
  }
}
