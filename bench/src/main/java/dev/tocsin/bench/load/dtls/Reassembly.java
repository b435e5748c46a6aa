// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.dtls;

import java.nio.ByteBuffer;
import java.util.Optional;

/// Handshake messages out of the fragments that a server's records hold, each once and in order;
/// what comes too early is dropped, and comes again.
final class Reassembly {

  private static final int MESSAGE_BYTES_MAX = 16_384;

  /// @param body without its header
  record Whole(int type, int sequence, byte[] body) {}

  private int expected;
  private byte[] partial = {};
  private int have;

  void begin() {
    expected = 0;
    have = 0;
  }

  /// @param fragment stands behind the fragment afterwards
  Optional<Whole> next(ByteBuffer fragment) {
    int type = fragment.get() & 255;
    int length = number(fragment);
    int sequence = fragment.getShort() & 0xffff;
    int offset = number(fragment);
    int bytes = number(fragment);
    if (length > MESSAGE_BYTES_MAX || offset + bytes > length || bytes > fragment.remaining()) {
      throw new IllegalArgumentException("a handshake message of %d bytes".formatted(length));
    }
    if (sequence != expected || offset != have) {
      fragment.position(fragment.position() + bytes);
      return Optional.empty();
    }
    if (offset == 0) partial = new byte[length];
    if (partial.length != length) throw new IllegalArgumentException("fragments of two lengths");
    fragment.get(partial, offset, bytes);
    have += bytes;
    if (have < length) return Optional.empty();
    have = 0;
    expected++;
    return Optional.of(new Whole(type, sequence, partial));
  }

  private static int number(ByteBuffer in) {
    return (in.get() & 255) << 16 | in.getShort() & 0xffff;
  }
}
