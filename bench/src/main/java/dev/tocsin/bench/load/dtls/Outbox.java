// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.dtls;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Puts the records of one session into as few datagrams as fit the path.
final class Outbox {

  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;

  static final int HEADER_BYTES = 13;

  /// More than the largest datagram, which has to hold one record at least.
  static final int BUFFER_BYTES = 16_384;

  private static final int DATAGRAM_BYTES_MAX = 1_280;
  private static final int VERSION = 0xFEFD;
  private static final long EPOCH_1 = 1L << 48;

  private final ByteBuffer datagram;
  private final ClientSession.Wire wire;
  private long plainSequence;
  private long sealedSequence;
  private @Nullable RecordCipher cipher;

  /// @param datagram may be shared by sessions of one thread: it is empty after {@link #flush}
  Outbox(ByteBuffer datagram, ClientSession.Wire wire) {
    this.datagram = datagram;
    this.wire = wire;
  }

  /// Forgets the session; the next record is the first of another.
  void begin() {
    plainSequence = 0;
    cipher = null;
  }

  /// What follows may be sealed with these keys.
  void protect(RecordCipher keys) {
    cipher = keys;
    sealedSequence = EPOCH_1;
  }

  boolean isProtected() {
    return cipher != null;
  }

  void plain(int type, byte[] content) {
    record(type, plainSequence++, content);
  }

  void sealed(int type, byte[] content) {
    if (cipher == null) throw new IllegalStateException("no keys yet");
    long sequence = sealedSequence++;
    record(type, sequence, cipher.seal(type, sequence, content));
  }

  private void record(int type, long sequence, byte[] content) {
    if (datagram.position() + HEADER_BYTES + content.length > DATAGRAM_BYTES_MAX) flush();
    datagram
        .put((byte) type)
        .putShort((short) VERSION)
        .putLong(sequence)
        .putShort((short) content.length)
        .put(content);
  }

  void flush() {
    if (datagram.position() == 0) return;
    datagram.flip();
    wire.send(datagram);
    datagram.clear();
  }
}
