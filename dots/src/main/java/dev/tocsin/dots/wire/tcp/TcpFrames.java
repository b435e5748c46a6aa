// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.tcp;

import dev.tocsin.base.bytes.WireException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cuts a stream of bytes into CoAP messages (RFC 8323 §3.2), whatever pieces it arrives in. Never
/// holds more than one frame of the allowed size. One thread at a time.
public final class TcpFrames {

  private static final int HEAD_BYTES_MAX = 1 + 4;
  private static final int TOKEN_BYTES_MAX = 8;

  private final int frameBytesMax;
  private byte[] held = new byte[64];
  private int size;

  /// @param frameBytesMax a longer frame is refused as soon as its length is known
  public TcpFrames(int frameBytesMax) {
    if (frameBytesMax < HEAD_BYTES_MAX) {
      throw new IllegalArgumentException("frames of " + frameBytesMax + " bytes hold nothing");
    }
    this.frameBytesMax = frameBytesMax;
  }

  /// @return the frames that are now whole, in order
  /// @throws WireException if a frame is too long or its token length is reserved; the stream is
  ///   then of no more use
  public List<TcpFrame> feed(byte[] bytes, int offset, int length) {
    hold(bytes, offset, length);
    var frames = new ArrayList<TcpFrame>(1);
    int start = 0;
    for (int end = end(start); end >= 0 && end <= size; end = end(start)) {
      frames.add(cut(start, end));
      start = end;
    }
    System.arraycopy(held, start, held, 0, size - start);
    size -= start;
    return frames;
  }

  /// A frame has begun and is not whole yet.
  public boolean isMidFrame() {
    return size > 0;
  }

  private void hold(byte[] bytes, int offset, int length) {
    if (size + length > held.length) {
      held = Arrays.copyOf(held, Math.max(size + length, 2 * held.length));
    }
    System.arraycopy(bytes, offset, held, size, length);
    size += length;
  }

  /// Where the frame that begins at `start` ends, or -1 while that is unknown.
  private int end(int start) {
    if (start >= size) return -1;
    int tokenBytes = held[start] & 0xf;
    // RFC 7252 §3: "Lengths 9-15 are reserved [...] and MUST be processed as a message format
    // error."
    if (tokenBytes > TOKEN_BYTES_MAX) {
      throw new WireException("expected a token of 0 to 8 bytes, found " + tokenBytes);
    }
    int extension = extensionBytes(start);
    if (start + 1 + extension > size) return -1;
    long frame = 1L + extension + 1 + tokenBytes + bodyBytes(start, extension);
    if (frame > frameBytesMax) {
      throw new WireException(
          "expected a message of at most " + frameBytesMax + " bytes, found " + frame);
    }
    return start + (int) frame;
  }

  private int extensionBytes(int start) {
    int length = (held[start] & 0xff) >>> 4;
    return switch (length) {
      case 13 -> 1;
      case 14 -> 2;
      case 15 -> 4;
      default -> 0;
    };
  }

  private long bodyBytes(int start, int extension) {
    return switch (extension) {
      case 0 -> (held[start] & 0xff) >>> 4;
      case 1 -> TcpFrame.ONE_BYTE + number(start + 1, 1);
      case 2 -> TcpFrame.TWO_BYTES + number(start + 1, 2);
      default -> TcpFrame.FOUR_BYTES + number(start + 1, 4);
    };
  }

  private long number(int start, int bytes) {
    long value = 0;
    for (int i = start; i < start + bytes; i++) {
      value = value << 8 | held[i] & 0xff;
    }
    return value;
  }

  private TcpFrame cut(int start, int end) {
    int code = start + 1 + extensionBytes(start);
    int token = code + 1;
    int body = token + (held[start] & 0xf);
    return new TcpFrame(
        held[code] & 0xff,
        Arrays.copyOfRange(held, token, body),
        Arrays.copyOfRange(held, body, end),
        Arrays.copyOfRange(held, start, end));
  }
}
