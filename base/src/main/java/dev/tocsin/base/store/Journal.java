// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of the journal that is being written. {@link #append} and {@link #close} belong to the
/// writer's thread, {@link #retire} to the one that writes the tables.
final class Journal implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  private static final long ZEROS_BYTES = 1 << 20;

  private record Full(Segment segment, long lastSequence, long bytes) {}

  private final Path folder;
  private final String name;
  private final CommitOptions options;
  private final JournalDisk disk;
  private final SecureRandom random = new SecureRandom();
  private final ConcurrentLinkedQueue<Full> full = new ConcurrentLinkedQueue<>();
  private final AtomicLong fullBytes = new AtomicLong();

  private Segment segment;
  private JournalDisk.JournalFile file;
  private long salt;
  private long end;
  private long nextSequence;
  private @Nullable String broken;
  private long forceNanos;

  private Journal(
      Path folder, String name, CommitOptions options, JournalDisk disk, long nextSequence)
      throws IOException {
    this.folder = folder;
    this.name = name;
    this.options = options;
    this.disk = disk;
    this.nextSequence = nextSequence;
    this.segment = Segment.at(folder, name, nextSequence);
    this.salt = random.nextLong();
    this.file = begin(segment, salt);
    this.end = Segment.HEADER_BYTES;
  }

  /// Begins a new file; the ones before must be gone.
  static Journal begin(
      Path folder, String name, CommitOptions options, JournalDisk disk, long nextSequence)
      throws IOException {
    return new Journal(folder, name, options, disk, nextSequence);
  }

  /// Makes the frame durable and returns the sequence of its last commit.
  ///
  /// @throws IOException if it is not durable, and gone from the file
  long append(Frame frame) throws IOException {
    if (broken != null) throw new IOException(broken);
    if (end > Segment.HEADER_BYTES && end + frame.bytes() > options.segmentBytes()) roll();
    if (fullBytes.get() + end + frame.bytes() > options.journalMaxBytes()) {
      throw new IOException(
          "the journal holds more than %d bytes that the database has not taken over"
              .formatted(options.journalMaxBytes()));
    }
    try {
      write(file, frame.sealed(nextSequence, salt), end);
      force(file);
    } catch (IOException | RuntimeException | Error e) {
      undo(e);
      throw e;
    }
    end += frame.bytes();
    nextSequence += frame.commits();
    return nextSequence - 1;
  }

  /// What is behind the last good frame may be half written, or written and reported as failed: it
  /// must not be found after a restart.
  private void undo(Throwable failure) {
    try {
      file.truncate(end);
      file.force();
      log.warn("journal {} cannot be written, cut back to {} bytes", segment.file(), end, failure);
    } catch (IOException e) {
      e.addSuppressed(failure);
      broken =
          "journal %s could not be written (%s) nor cut back to its last good record at byte %d (%s):"
                  .formatted(segment.file(), failure.getMessage(), end, e.getMessage())
              + " nothing is accepted until a restart";
      log.error(broken, e);
    }
  }

  private void roll() throws IOException {
    var next = Segment.at(folder, name, nextSequence);
    long nextSalt = random.nextLong();
    var nextFile = begin(next, nextSalt);
    var before = file;
    full.add(new Full(segment, nextSequence - 1, end));
    fullBytes.addAndGet(end);
    segment = next;
    salt = nextSalt;
    file = nextFile;
    end = Segment.HEADER_BYTES;
    try {
      before.close();
    } catch (IOException e) {
      log.warn("journal {} did not close; all of it is durable", full.peek(), e);
    }
  }

  private JournalDisk.JournalFile begin(Segment next, long nextSalt) throws IOException {
    // A name may be left over from a try that failed half-way.
    disk.delete(next.file());
    var created = disk.create(next.file());
    try {
      reserve(created);
      write(created, next.header(nextSalt), 0);
      created.force();
      disk.forceFolder(folder);
      return created;
    } catch (IOException e) {
      created.close();
      disk.delete(next.file());
      throw e;
    }
  }

  /// Fills the file with zeros first: an fsync is twice as quick when the file does not grow. Where
  /// the disk has no room for it, the file grows.
  private void reserve(JournalDisk.JournalFile created) throws IOException {
    try {
      var zeros = ByteBuffer.allocateDirect((int) Math.min(options.segmentBytes(), ZEROS_BYTES));
      for (long at = 0; at < options.segmentBytes(); at += zeros.capacity()) {
        write(created, zeros.clear(), at);
      }
    } catch (IOException e) {
      log.info(
          "no room to reserve {} bytes for the journal: {}",
          options.segmentBytes(),
          e.getMessage());
      created.truncate(0);
    }
  }

  private static void write(JournalDisk.JournalFile file, ByteBuffer bytes, long position)
      throws IOException {
    while (bytes.hasRemaining()) {
      int written = file.write(bytes, position);
      if (written <= 0) throw new IOException("nothing of " + bytes.remaining() + " bytes written");
      position += written;
    }
  }

  private void force(JournalDisk.JournalFile written) throws IOException {
    long began = System.nanoTime();
    written.force();
    forceNanos += System.nanoTime() - began;
  }

  /// Removes the files whose commits are all in the tables.
  void retire(long applied) {
    for (var oldest = full.peek();
        oldest != null && oldest.lastSequence() <= applied;
        oldest = full.peek()) {
      try {
        disk.delete(oldest.segment().file());
      } catch (IOException e) {
        log.warn("journal {} cannot be removed, trying again later", oldest.segment().file(), e);
        return;
      }
      full.remove();
      fullBytes.addAndGet(-oldest.bytes());
    }
  }

  long forceNanos() {
    return forceNanos;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
