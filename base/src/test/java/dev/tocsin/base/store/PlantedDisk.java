// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A real disk with planted misbehaviour: it fails, writes short, or loses what was not forced.
final class PlantedDisk implements JournalDisk {

  enum Operation {
    CREATE,
    WRITE,
    FORCE,
    TRUNCATE
  }

  /// Decides before each operation whether it fails.
  interface Fault {
    void before(Operation operation) throws IOException;
  }

  /// A piece that was written and not forced yet, with what was there before.
  private record Unforced(Path file, long position, byte[] before) {}

  private static final int SECTOR_BYTES = 64;

  private final JournalDisk real = JournalDisk.real();
  private final List<Unforced> unforced = new ArrayList<>();
  volatile Fault fault = _ -> {};
  volatile int writeMax = Integer.MAX_VALUE;

  @Override
  public JournalFile create(Path file) throws IOException {
    fault.before(Operation.CREATE);
    return new PlantedFile(file, real.create(file));
  }

  @Override
  public void delete(Path file) throws IOException {
    real.delete(file);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    real.forceFolder(folder);
  }

  /// Takes random pieces of what was not forced out of a copy of the folder.
  void losePower(Path copy, Random random) throws IOException {
    for (int i = unforced.size() - 1; i >= 0; i--) {
      var piece = unforced.get(i);
      try (var channel =
          FileChannel.open(copy.resolve(piece.file.getFileName()), StandardOpenOption.WRITE)) {
        for (int at = 0; at < piece.before.length; at += SECTOR_BYTES) {
          int length = Math.min(SECTOR_BYTES, piece.before.length - at);
          if (random.nextBoolean()) {
            channel.write(ByteBuffer.wrap(piece.before, at, length), piece.position + at);
          }
        }
      }
    }
  }

  private final class PlantedFile implements JournalFile {
    private final Path path;
    private final JournalFile file;

    PlantedFile(Path path, JournalFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
      fault.before(Operation.WRITE);
      var part = bytes.slice(bytes.position(), Math.min(bytes.remaining(), writeMax));
      unforced.add(new Unforced(path, position, before(position, part.remaining())));
      int written = file.write(part, position);
      bytes.position(bytes.position() + written);
      return written;
    }

    private byte[] before(long position, int length) throws IOException {
      var before = ByteBuffer.allocate(length);
      try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.read(before, position);
      }
      return before.array();
    }

    @Override
    public void force() throws IOException {
      fault.before(Operation.FORCE);
      file.force();
      unforced.removeIf(piece -> piece.file.equals(path));
    }

    @Override
    public void truncate(long size) throws IOException {
      fault.before(Operation.TRUNCATE);
      file.truncate(size);
      unforced.removeIf(piece -> piece.file.equals(path) && piece.position >= size);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
