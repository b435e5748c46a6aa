// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.meter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a packet of a stream begins with, so that nothing else on the same port counts as goodput.
record Mark(byte[] bytes) {

  Mark {
    bytes = bytes.clone();
  }

  static Mark of(String stream) {
    return new Mark(("tocsin-stream:" + stream + "\n").getBytes(StandardCharsets.UTF_8));
  }

  void writeTo(byte[] payload) {
    if (payload.length < bytes.length) {
      throw new IllegalArgumentException("a packet holds at least " + bytes.length + " bytes");
    }
    System.arraycopy(bytes, 0, payload, 0, bytes.length);
  }

  /// @param packet flipped, to be read from its start
  boolean isAtStartOf(ByteBuffer packet) {
    if (packet.remaining() < bytes.length) return false;
    return packet.slice(packet.position(), bytes.length).equals(ByteBuffer.wrap(bytes));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mark mark && Arrays.equals(bytes, mark.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
