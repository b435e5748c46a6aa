// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyStreamTest {

  private static final int BUFFER = BodyStream.BUFFER_BYTES;

  private final List<Integer> pieces = new ArrayList<>();
  private boolean last;
  private boolean hasRoom = true;
  private long seconds;
  private long secondsForAPiece;
  private final BodyStream stream =
      new BodyStream(
          this::sent, () -> hasRoom, Duration.ofSeconds(30), () -> seconds * 1_000_000_000L);

  private void sent(boolean isLast, ByteBuffer bytes) {
    pieces.add(bytes.remaining());
    seconds += secondsForAPiece;
    last = isLast;
  }

  @Test
  void sendsWhatFitsItsBufferInOnePiece() throws IOException {
    hasRoom = false;
    stream.write(new byte[BUFFER]);
    assertThat(pieces).isEmpty();
    stream.finish();

    assertThat(pieces).containsExactly(BUFFER);
    assertThat(last).isTrue();
    assertThat(stream.isLarge()).isFalse();
  }

  @Test
  void holdsNoMoreThanItsBuffer() throws IOException {
    for (int i = 0; i < 10 * BUFFER; i += 1000) stream.write(new byte[1000]);
    stream.close();
    assertThat(last).isFalse();
    stream.finish();

    assertThat(pieces).hasSize(11).allMatch(piece -> piece <= BUFFER);
    assertThat(pieces.stream().mapToInt(piece -> piece).sum()).isEqualTo(656_000);
    assertThat(last).isTrue();
  }

  @Test
  void sendsNothingOfALargeBodyForWhichThereIsNoRoom() {
    hasRoom = false;

    assertThatThrownBy(() -> stream.write(new byte[BUFFER + 1]))
        .isInstanceOf(BodyStream.NoRoomException.class);
    assertThatThrownBy(() -> stream.finish()).isInstanceOf(BodyStream.NoRoomException.class);
    assertThat(pieces).isEmpty();
    assertThat(stream.isLarge()).isFalse();
  }

  @Test
  void givesUpAReaderThatIsSlowerThanASlowLine() throws IOException {
    // A piece takes 4 s at the least speed; 30 s are given besides.
    secondsForAPiece = 4;
    stream.write(new byte[20 * BUFFER]);
    secondsForAPiece = 35;

    assertThatThrownBy(() -> stream.write(new byte[2 * BUFFER]))
        .hasMessageContaining("reads slower than 16384 bytes a second");
    assertThat(stream.failure()).isNotNull();
  }
}
