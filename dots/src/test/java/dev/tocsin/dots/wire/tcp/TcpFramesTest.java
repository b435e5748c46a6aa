// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpFramesTest {

  private static final long SEED = Long.getLong("seed", System.nanoTime());

  @ParameterizedTest
  @ValueSource(ints = {0, 12, 13, 268, 269, 1024, 65_000})
  void readsWhatIsWrittenWhereverItIsCut(int bodyBytes) {
    System.out.println("seed " + SEED);
    var random = new SplittableRandom(SEED + bodyBytes);
    for (int round = 0; round < 50; round++) {
      // given
      byte[] body = new byte[bodyBytes];
      random.nextBytes(body);
      byte[] token = new byte[random.nextInt(9)];
      random.nextBytes(token);
      byte[] twice = twice(TcpFrame.write(0x45, token, body));
      var frames = new TcpFrames(70_000);

      // when
      var read = feedInPieces(frames, twice, random);

      // then
      assertThat(read).hasSize(2);
      for (var frame : read) {
        assertThat(frame.code()).isEqualTo(0x45);
        assertThat(frame.token()).isEqualTo(token);
        assertThat(frame.body()).isEqualTo(body);
      }
      assertThat(frames.isMidFrame()).isFalse();
    }
  }

  private static byte[] twice(byte[] frame) {
    byte[] twice = new byte[2 * frame.length];
    System.arraycopy(frame, 0, twice, 0, frame.length);
    System.arraycopy(frame, 0, twice, frame.length, frame.length);
    return twice;
  }

  private static List<TcpFrame> feedInPieces(
      TcpFrames frames, byte[] bytes, SplittableRandom random) {
    var read = new ArrayList<TcpFrame>();
    for (int at = 0; at < bytes.length; ) {
      int piece = Math.min(bytes.length - at, 1 + random.nextInt(1 + bytes.length / 3));
      read.addAll(frames.feed(bytes, at, piece));
      at += piece;
    }
    return read;
  }

  @Test
  void makesFramesOrAWireExceptionOfAnyBytes() {
    System.out.println("seed " + SEED);
    var random = new SplittableRandom(SEED);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      try {
        int sum = 0;
        for (var frame : new TcpFrames(100).feed(bytes, 0, bytes.length)) {
          sum += frame.bytes().length;
          if (frame.isSignal()) TcpSignal.read(frame);
        }
        assertThat(sum).isLessThanOrEqualTo(bytes.length);
      } catch (WireException expected) {
        assertThat(expected).hasMessageMatching("(expected|unknown).*");
      }
    }
  }

  @Test
  void refusesAFrameTooLongBeforeItArrives() {
    // given the head of a message of 4 GB
    byte[] head = {(byte) 0xf0, -1, -1, -1, -1};
    var frames = new TcpFrames(70_000);

    // then
    assertThatThrownBy(() -> frames.feed(head, 0, head.length))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("at most 70000 bytes");
  }

  @Test
  void refusesAReservedTokenLength() {
    byte[] head = {0x09};

    assertThatThrownBy(() -> new TcpFrames(100).feed(head, 0, 1))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("found 9");
  }

  @Test
  void readsTheSettingsThatItWrites() {
    var settings = new TcpSignal.Csm(70_000, true);
    byte[] bytes = TcpSignal.write(settings);

    var frame = new TcpFrames(100).feed(bytes, 0, bytes.length).getFirst();

    assertThat(TcpSignal.read(frame)).isEqualTo(settings);
  }

  @Test
  void refusesASettingThatItWouldHaveToUnderstand() {
    byte[] bytes = TcpFrame.write(TcpSignal.CSM_CODE, new byte[0], new byte[] {0x30});
    var frame = new TcpFrames(100).feed(bytes, 0, bytes.length).getFirst();

    assertThatThrownBy(() -> TcpSignal.read(frame))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("critical option 3");
  }
}
