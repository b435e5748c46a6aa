// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/// One write to the journal: the commits of a batch under one checksum, so that a crash leaves all
/// of it or none. The next frame is written only when this one is durable, which is why an
/// unreadable frame with a readable one behind it can be no crash.
///
///     magic 4 | payload bytes 4 | CRC-32C 4 | first sequence 8 | commits 4 | payload
///     payload: per commit the number of changes 4, and per change its bytes 4 and the bytes
///
/// The checksum takes in the segment's salt: what a peer put into a change cannot pass for a frame.
final class Frame {

  static final int HEADER_BYTES = 24;
  static final int PAYLOAD_MAX = 64 << 20;
  private static final int MAGIC = 0x546F6346;
  private static final int CHECKED_FROM = 12;

  private ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private int commits;

  void clear() {
    buffer.clear().position(HEADER_BYTES);
    commits = 0;
  }

  int commits() {
    return commits;
  }

  int bytes() {
    return buffer.position();
  }

  /// @throws StoreException if the commit is too large; the frame is as it was before
  void add(List<byte[]> changes) {
    long bytes = 4;
    for (var change : changes) bytes += 4 + change.length;
    if (buffer.position() + bytes > PAYLOAD_MAX) {
      throw new StoreException("a commit of " + bytes + " bytes is too large for the journal");
    }
    reserve((int) bytes);
    buffer.putInt(changes.size());
    for (var change : changes) buffer.putInt(change.length).put(change);
    commits++;
  }

  private void reserve(int bytes) {
    if (buffer.remaining() >= bytes) return;
    int grown = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
    buffer = ByteBuffer.allocateDirect(grown).put(buffer.flip());
  }

  /// The finished frame; valid until the next {@link #clear}.
  ByteBuffer sealed(long firstSequence, long salt) {
    int payload = buffer.position() - HEADER_BYTES;
    var frame = buffer.duplicate().flip();
    frame.putInt(0, MAGIC).putInt(4, payload).putLong(12, firstSequence).putInt(20, commits);
    return frame.putInt(8, checksum(frame, 0, payload, salt));
  }

  /// The payload bytes of the valid frame that begins at `at`; negative if there is none.
  static int payloadBytes(ByteBuffer file, int at, long salt) {
    if (file.limit() - at < HEADER_BYTES || file.getInt(at) != MAGIC) return -1;
    int payload = file.getInt(at + 4);
    if (payload < 0 || payload > file.limit() - at - HEADER_BYTES) return -1;
    return file.getInt(at + 8) == checksum(file, at, payload, salt) ? payload : -1;
  }

  static long firstSequence(ByteBuffer file, int at) {
    return file.getLong(at + 12);
  }

  static int commits(ByteBuffer file, int at) {
    return file.getInt(at + 20);
  }

  private static int checksum(ByteBuffer frame, int at, int payload, long salt) {
    var checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(12).putLong(salt).putInt(payload).flip());
    checksum.update(frame.slice(at + CHECKED_FROM, HEADER_BYTES - CHECKED_FROM + payload));
    return (int) checksum.getValue();
  }
}
