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

  private final Path path;
  private final AuditLog.Options options;
  private @Nullable FileChannel channel;
  private long bytes;

  private AuditFile(Path path, AuditLog.Options options) {
    this.path = path;
    this.options = options;
  }

  static AuditFile open(Path path, AuditLog.Options options) throws IOException {
    var file = new AuditFile(path, options);
    file.channel();
    return file;
  }

  void append(byte[] line) throws IOException {
    if (bytes > 0 && bytes + line.length > options.bytesMax()) putAside();
    var to = channel();
    var from = ByteBuffer.wrap(line);
    try {
      while (from.hasRemaining()) to.write(from);
      bytes += line.length;
    } catch (IOException e) {
      // Half a line may stand there now: reopening ends it.
      close();
      throw e;
    }
  }

  void flush() throws IOException {
    if (options.sync()) channel().force(false);
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
