// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostAndPortTest {

  @ParameterizedTest
  @CsvSource({
    "dots.example:4646, dots.example, 4646",
    "192.0.2.1:0, 192.0.2.1, 0",
    "[2001:db8::1]:65535, 2001:db8::1, 65535",
    "[fe80::1%eth0]:4646, fe80::1%eth0, 4646",
  })
  void readsNamesAndAddresses(String text, String host, int port) {
    var read = HostAndPort.parse(text);

    assertThat(read).isEqualTo(new HostAndPort(host, port)).hasToString(text);
  }

  @Test
  void fillsInTheDefaultPort() {
    assertThat(HostAndPort.parse("dots.example", 4646)).hasToString("dots.example:4646");
    assertThat(HostAndPort.parse("[::1]", 4646)).hasToString("[::1]:4646");
    assertThat(HostAndPort.parse("2001:db8::1", 4646)).hasToString("[2001:db8::1]:4646");
    assertThat(HostAndPort.parse("dots.example:1", 4646)).hasToString("dots.example:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":4646",
        "name",
        "name:",
        "name:+1",
        "name:65536",
        "name:123456",
        "name:-1",
        "[::1]",
        "[::1]4646",
        "[::1",
        "::1]:4646",
        "[name]:4646",
        "[192.0.2.1]:4646",
        "[::g]:1",
        "2001:db8::1:4646:",
        "2001:db8::/32",
        "[2001:db8::/32]:1",
        "a b:1",
        "a/b:1",
        "x:٤",
        "[]:1",
        "[::1%a b]:1"
      })
  void refusesAnythingElse(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> HostAndPort.parse(text));
  }
}
