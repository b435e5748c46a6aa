// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.bytes.WireException;
import java.util.Arrays;

/// The signalling messages of RFC 8323 §5.
public sealed interface TcpSignal {

  int CSM_CODE = 7 << 5 | 1;
  int PING_CODE = 7 << 5 | 2;
  int PONG_CODE = 7 << 5 | 3;
  int RELEASE_CODE = 7 << 5 | 4;
  int ABORT_CODE = 7 << 5 | 5;

  // RFC 8323 §5.3.1: what holds until a Capabilities and Settings Message says more.
  int BASE_MESSAGE_BYTES = 1152;

  /// Capabilities and settings, the first message in each direction.
  record Csm(long messageBytesMax, boolean blockWise) implements TcpSignal {}

  record Ping(byte[] token) implements TcpSignal {}

  record Pong(byte[] token) implements TcpSignal {}

  record Release() implements TcpSignal {}

  record Abort(String diagnostic) implements TcpSignal {}

  /// A signal that nobody defined; ignored, as RFC 8323 §5.1 asks.
  record Unknown(int code) implements TcpSignal {}

  /// @param frame with {@link TcpFrame#isSignal}
  /// @throws WireException if options are malformed, or one is critical and unknown
  static TcpSignal read(TcpFrame frame) {
    return switch (frame.code()) {
      case CSM_CODE -> csm(frame.body());
      case PING_CODE -> new Ping(frame.token());
      case PONG_CODE -> new Pong(frame.token());
      case RELEASE_CODE -> new Release();
      case ABORT_CODE -> new Abort(diagnostic(frame.body()));
      default -> new Unknown(frame.code());
    };
  }

  static byte[] write(TcpSignal signal) {
    byte[] none = {};
    return switch (signal) {
      case Csm(var bytes, var blockWise) ->
          TcpFrame.write(CSM_CODE, none, csmOptions(bytes, blockWise));
      case Ping(var token) -> TcpFrame.write(PING_CODE, token, none);
      case Pong(var token) -> TcpFrame.write(PONG_CODE, token, none);
      case Release() -> TcpFrame.write(RELEASE_CODE, none, none);
      case Abort(var diagnostic) -> TcpFrame.write(ABORT_CODE, none, marked(diagnostic));
      case Unknown(var code) -> TcpFrame.write(code, none, none);
    };
  }

  // RFC 8323 §5.3.1, §5.3.2: Max-Message-Size is option 2, a uint; Block-Wise-Transfer is option 4,
  // empty.
  private static byte[] csmOptions(long bytesMax, boolean blockWise) {
    byte[] options = {
      0x24,
      (byte) (bytesMax >>> 24),
      (byte) (bytesMax >>> 16),
      (byte) (bytesMax >>> 8),
      (byte) bytesMax,
      0x20
    };
    return blockWise ? options : Arrays.copyOf(options, options.length - 1);
  }

  private static Csm csm(byte[] body) {
    long bytesMax = BASE_MESSAGE_BYTES;
    boolean blockWise = false;
    int number = 0;
    int at = 0;
    while (at < body.length && body[at] != (byte) 0xff) {
      int delta = (body[at] & 0xff) >>> 4;
      int length = body[at] & 0xf;
      at++;
      // The settings that exist need neither long numbers nor long values.
      if (delta > 12 || length > 12 || at + length > body.length) {
        throw new WireException("expected short options in the settings, found " + delta);
      }
      number += delta;
      if (number == 2) {
        bytesMax = number(body, at, length);
      } else if (number == 4) {
        blockWise = true;
      } else if (number % 2 == 1) {
        throw new WireException("unknown critical option " + number + " in the settings");
      }
      at += length;
    }
    return new Csm(bytesMax, blockWise);
  }

  private static long number(byte[] bytes, int at, int length) {
    if (length > 4) throw new WireException("expected 0 to 4 bytes of size, found " + length);
    long value = 0;
    for (int i = at; i < at + length; i++) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return value;
  }

  private static byte[] marked(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    byte[] marked = new byte[bytes.length + 1];
    marked[0] = (byte) 0xff;
    System.arraycopy(bytes, 0, marked, 1, bytes.length);
    return marked;
  }

  /// What follows the first payload marker; options of an Abort are not told apart from it.
  private static String diagnostic(byte[] body) {
    for (int i = 0; i < body.length; i++) {
      if (body[i] == (byte) 0xff) return new String(body, i + 1, body.length - i - 1, UTF_8);
    }
    return "";
  }
}
