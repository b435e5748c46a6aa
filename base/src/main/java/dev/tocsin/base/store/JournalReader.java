// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import dev.tocsin.base.bytes.WireException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what a journal holds beyond the tables, and tells a crash from corruption. Changes
/// nothing.
final class JournalReader<C> {

  private static final Logger log = LoggerFactory.getLogger(JournalReader.class);

  private final ChangeCodec<C> codec;
  private final ChangeTables<C> tables;
  private final long applied;
  private final Map<Object, C> changes = new LinkedHashMap<>();
  private long sequence;

  /// @param applied sequence up to which the tables hold everything
  JournalReader(ChangeCodec<C> codec, ChangeTables<C> tables, long applied) {
    this.codec = codec;
    this.tables = tables;
    this.applied = applied;
  }

  /// The last sequence that is durable, and the changes up to it that the tables do not have.
  Tail<C> read(List<Segment> segments) {
    for (var segment : segments) read(segment, segment.equals(segments.getLast()));
    return new Tail<>(Math.max(sequence, applied), changes);
  }

  record Tail<C>(long sequence, Map<Object, C> changes) {}

  private void read(Segment segment, boolean last) {
    var bytes = bytesOf(segment);
    var salt = segment.salt(bytes);
    if (salt.isEmpty()) {
      log.warn("journal {} was never begun; ignoring it", segment.file());
      return;
    }
    noGap(segment, 0, segment.firstSequence());
    int at = Segment.HEADER_BYTES;
    while (at < bytes.limit()) {
      int payload = Frame.payloadBytes(bytes, at, salt.getAsLong());
      if (payload < 0) {
        if (Segment.isZero(bytes, at)) return;
        refuseUnlessTorn(segment, bytes, at, salt.getAsLong(), last);
        return;
      }
      long first = Frame.firstSequence(bytes, at);
      noGap(segment, at, first);
      if (first <= sequence) {
        throw corrupt(segment, at, "repeats sequence " + first + " after " + sequence);
      }
      read(segment, bytes, at, payload);
      at += Frame.HEADER_BYTES + payload;
    }
  }

  private static ByteBuffer bytesOf(Segment segment) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(segment.file()));
    } catch (IOException e) {
      throw new StoreException("journal " + segment.file() + " cannot be read: " + e, e);
    }
  }

  private void noGap(Segment segment, int at, long first) {
    long next = Math.max(sequence, applied) + 1;
    if (first > next) {
      throw corrupt(segment, at, "goes on with sequence " + first + " where " + next + " is next");
    }
  }

  private void refuseUnlessTorn(
      Segment segment, ByteBuffer bytes, int at, long salt, boolean last) {
    for (int later = at + 1; later < bytes.limit(); later++) {
      if (Frame.payloadBytes(bytes, later, salt) >= 0) {
        throw corrupt(segment, at, "has a bad checksum, and valid records follow at " + later);
      }
    }
    if (!last) throw corrupt(segment, at, "has a bad checksum, and a later journal follows");
    log.warn(
        "journal {}: cut off {} bytes at {} that a crash left unfinished, after sequence {}",
        segment.file(),
        bytes.limit() - at,
        at,
        Math.max(sequence, applied));
  }

  private void read(Segment segment, ByteBuffer bytes, int at, int payload) {
    long first = Frame.firstSequence(bytes, at);
    int commits = Frame.commits(bytes, at);
    sequence = first + commits - 1;
    if (sequence <= applied) return;
    var commit = bytes.slice(at + Frame.HEADER_BYTES, payload);
    try {
      for (int i = 0; i < commits; i++) readCommit(commit, first + i > applied);
    } catch (WireException | BufferUnderflowException | NegativeArraySizeException e) {
      throw new StoreException(
          "journal %s holds a record at byte %d that this version cannot read: %s"
              .formatted(segment.file(), at, e.getMessage()),
          e);
    }
  }

  private void readCommit(ByteBuffer commit, boolean wanted) {
    for (int left = commit.getInt(); left > 0; left--) {
      var bytes = new byte[commit.getInt()];
      commit.get(bytes);
      if (!wanted) continue;
      var change = codec.decode(bytes);
      changes.put(tables.key(change), change);
    }
  }

  private static StoreException corrupt(Segment segment, int at, String what) {
    return new StoreException(
        "journal %s is corrupt: the record at byte %d %s; nothing was changed"
            .formatted(segment.file(), at, what));
  }
}
