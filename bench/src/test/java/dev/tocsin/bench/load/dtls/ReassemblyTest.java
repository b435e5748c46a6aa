// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReassemblyTest {

  private final Reassembly messages = new Reassembly();

  @Test
  void joinsFragmentsAndTakesEachMessageOnceAndInOrder() {
    assertThat(next(1, 2, 0, 1, 2)).as("too early").isEmpty();
    assertThat(next(0, 3, 0, 7, 8)).as("a part").isEmpty();
    assertThat(next(0, 3, 0, 7, 8)).as("the same part again").isEmpty();
    assertThat(next(0, 3, 2, 9)).hasValueSatisfying(whole -> body(whole, 7, 8, 9));
    assertThat(next(0, 3, 0, 7, 8)).as("after it was whole").isEmpty();
    assertThat(next(1, 2, 0, 1, 2)).hasValueSatisfying(whole -> body(whole, 1, 2));
  }

  @Test
  void refusesAFragmentThatIsLongerThanItsMessage() {
    assertThatThrownBy(() -> next(0, 1, 0, 7, 8)).isInstanceOf(IllegalArgumentException.class);
  }

  private Optional<Reassembly.Whole> next(int sequence, int length, int offset, int... bytes) {
    var fragment =
        ByteBuffer.allocate(Transcript.HEADER_BYTES + bytes.length)
            .putInt(Message.CERTIFICATE << 24 | length)
            .putShort((short) sequence)
            .put((byte) 0)
            .putShort((short) offset)
            .put((byte) 0)
            .putShort((short) bytes.length);
    for (int each : bytes) fragment.put((byte) each);
    var whole = messages.next(fragment.flip());
    assertThat(fragment.remaining()).isZero();
    return whole;
  }

  private static void body(Reassembly.Whole whole, int... expected) {
    assertThat(whole.type()).isEqualTo(Message.CERTIFICATE);
    assertThat(whole.body()).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++)
      assertThat(whole.body()[i]).isEqualTo((byte) expected[i]);
  }
}
