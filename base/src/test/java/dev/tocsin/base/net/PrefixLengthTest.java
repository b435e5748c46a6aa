// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixLengthTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.0/2999999999999999999994",
        "192.0.2.0/9999999999",
        "2001:db8::/99999999999",
        "192.0.2.0/33",
        "2001:db8::/129",
        "192.0.2.0/24/24"
      })
  void refusesALengthThatNoPrefixHas(String text) {
    assertThatThrownBy(() -> Prefix.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("192.0.2.0/24");
  }
}
