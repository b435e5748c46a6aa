// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The part of a file system that the journal writes through: tests make it fail.
interface JournalDisk {

  /// An open journal file.
  interface JournalFile extends AutoCloseable {
    /// Writes some of the bytes, as {@link FileChannel#write(ByteBuffer, long)} does.
    int write(ByteBuffer bytes, long position) throws IOException;

    /// Returns once everything written is durable.
    void force() throws IOException;

    void truncate(long size) throws IOException;

    @Override
    void close() throws IOException;
  }

  /// Creates a file that must not exist, readable by the owner only.
  JournalFile create(Path file) throws IOException;

  void delete(Path file) throws IOException;

  /// Makes created and deleted names durable.
  void forceFolder(Path folder) throws IOException;

  /// The real one.
  static JournalDisk real() {
    return new JournalDisk() {
      @Override
      public JournalFile create(Path file) throws IOException {
        var owner = PosixFilePermissions.fromString("rw-------");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(owner));
        return new ChannelFile(FileChannel.open(file, StandardOpenOption.WRITE));
      }

      @Override
      public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
      }

      @Override
      public void forceFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    };
  }

  record ChannelFile(FileChannel channel) implements JournalFile {
    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
      return channel.write(bytes, position);
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
