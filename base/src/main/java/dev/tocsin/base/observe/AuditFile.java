// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The audit log's file and those put aside before it. One thread.
final class AuditFile {

  private static final Logger log = LoggerFactory.getLogger(AuditFile.class);
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final AuditLog.Options options;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private @Nullable FileChannel channel;
  private long bytes;
  private long lines;

  private AuditFile(Path path, AuditLog.Options options) {
    this.path = path;
    this.options = options;
  }

  static AuditFile open(Path path, AuditLog.Options options) throws IOException {
    var file = new AuditFile(path, options);
    file.channel();
    return file;
  }

  /// Takes a line, which stands in the file after the next {@link #flush}.
  ///
  /// @throws IOException if it, or lines before it, cannot be written; those are forgotten
  void append(byte[] line) throws IOException {
    if (bytes + buffer.position() > 0
        && bytes + buffer.position() + line.length > options.bytesMax()) {
      writeOut();
      putAside();
    }
    if (line.length > buffer.remaining()) writeOut();
    if (line.length > buffer.remaining()) {
      write(ByteBuffer.wrap(line));
    } else {
      buffer.put(line);
    }
  }

  /// @throws IOException as above
  void flush() throws IOException {
    writeOut();
    if (options.sync()) channel().force(false);
  }

  /// Lines that were written since this was opened.
  long lines() {
    return lines;
  }

  private void writeOut() throws IOException {
    try {
      if (buffer.position() > 0) write(buffer.flip());
    } finally {
      buffer.clear();
    }
  }

  private void write(ByteBuffer from) throws IOException {
    try {
      var to = channel();
      while (from.hasRemaining()) to.write(from);
    } catch (IOException e) {
      // Half a line may stand there now: reopening ends it.
      close();
      throw e;
    } finally {
      bytes += from.position();
      for (int i = 0; i < from.position(); i++) if (from.get(i) == '\n') lines++;
    }
  }

  private FileChannel channel() throws IOException {
    if (channel != null && channel.isOpen()) return channel;
    var opened =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.READ,
                LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    channel = opened;
    bytes = opened.size();
    opened.position(bytes);
    endTornLine(opened);
    return opened;
  }

  /// After a crash or a full disk the last line may be half there; the next one must not join it.
  private void endTornLine(FileChannel opened) throws IOException {
    if (bytes == 0) return;
    var last = ByteBuffer.allocate(1);
    opened.read(last, bytes - 1);
    if (last.get(0) == '\n') return;
    opened.write(ByteBuffer.wrap(new byte[] {'\n'}));
    bytes++;
  }

  private void putAside() throws IOException {
    close();
    Files.deleteIfExists(aside(options.filesKept()));
    for (int n = options.filesKept() - 1; n >= 1; n--) {
      if (Files.exists(aside(n))) move(aside(n), aside(n + 1));
    }
    if (options.filesKept() > 0) {
      move(path, aside(1));
    } else {
      Files.deleteIfExists(path);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private Path aside(int n) {
    return path.resolveSibling(path.getFileName() + "." + n);
  }

  void close() {
    if (channel == null) return;
    try {
      channel.close();
    } catch (IOException e) {
      log.warn("closing {}: {}", path, e.getMessage());
    }
    channel = null;
  }
}
