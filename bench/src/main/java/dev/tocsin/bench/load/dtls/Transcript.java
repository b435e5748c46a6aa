// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.dtls;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The messages of one handshake as both ends hash and sign them: whole, in order, with headers
/// (RFC 6347 §4.2.6).
final class Transcript {

  static final int HEADER_BYTES = 12;

  private byte[] bytes = new byte[2_048];
  private int length;

  /// A message with the header that goes on the wire, too.
  static byte[] message(int type, int sequence, byte[] body) {
    return ByteBuffer.allocate(HEADER_BYTES + body.length)
        .putInt(type << 24 | body.length)
        .putShort((short) sequence)
        .putInt(0)
        .put(9, (byte) (body.length >> 16))
        .putShort(10, (short) body.length)
        .put(HEADER_BYTES, body)
        .array();
  }

  void clear() {
    length = 0;
  }

  byte[] add(byte[] message) {
    if (length + message.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * (length + message.length));
    }
    System.arraycopy(message, 0, bytes, length, message.length);
    length += message.length;
    return message;
  }

  byte[] hash(Primitives primitives) {
    return primitives.hash(bytes, length);
  }

  byte[] signed(Primitives primitives, Credential.Certificate by) {
    return primitives.sign(by.own().privateKey(), bytes, length);
  }
}
