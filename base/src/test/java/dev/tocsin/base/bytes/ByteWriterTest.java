// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ByteWriterTest {

  static Stream<Consumer<ByteWriter>> fields() {
    return Stream.of(
        out -> out.u8(0xfe),
        out -> out.u16(0xfedc),
        out -> out.u24(0xfedcba),
        out -> out.i32(0xfedcba98),
        out -> out.u32(0xfedcba98L),
        out -> out.i64(0xfedcba9876543210L),
        out -> out.bytes(new byte[] {(byte) 0xfe, 1, 2}),
        out -> out.bytes(Bytes.parse("fe0102")),
        out -> out.text16("é"),
        out -> out.vector8(() -> out.u16(0xfedc)),
        out -> out.vector16(() -> out.u16(0xfedc)),
        out -> out.vector32(() -> out.u16(0xfedc)));
  }

  @ParameterizedTest
  @MethodSource("fields")
  void writesTheSameHoweverLittleRoomThereWas(Consumer<ByteWriter> field) {
    var roomy = new ByteWriter(64);
    field.accept(roomy);

    for (int capacity = 0; capacity < 12; capacity++) {
      var tight = new ByteWriter(capacity);
      field.accept(tight);

      assertThat(tight.toArray()).isEqualTo(roomy.toArray());
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    var out = new ByteWriter();

    assertThatThrownBy(() -> out.u8(256)).hasMessage("256 does not fit into 8 bits");
    assertThatThrownBy(() -> out.u16(-1)).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> out.vector8(() -> out.bytes(new byte[256])))
        .hasMessage("256 does not fit into 8 bits");
  }
}
