// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesTest {

  @Test
  void isNotChangedFromOutside() {
    byte[] source = {1, 2, 3};
    var bytes = Bytes.of(source);

    source[0] = 9;
    bytes.toArray()[1] = 9;

    assertThat(bytes).isEqualTo(Bytes.parse("010203"));
  }

  @Test
  void isAsEqualAsItsContent() {
    assertThat(Bytes.of("abc")).isEqualTo(Bytes.parse("616263")).hasSameHashCodeAs(Bytes.of("abc"));
    assertThat(Bytes.parse("616263").slice(1, 2)).isEqualTo(Bytes.of("b"));
    assertThat(Bytes.of("a")).isNotEqualTo(Bytes.of("b"));
    assertThat(Bytes.parse("80")).isGreaterThan(Bytes.parse("7f00"));
  }
}
