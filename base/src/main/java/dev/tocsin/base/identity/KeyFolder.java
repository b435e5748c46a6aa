// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// Where keys lie on disk. A file appears whole or not at all, survives power loss once the call
/// returns, and never replaces another one unless asked to.
final class KeyFolder {

  enum Access {
    /// Mode 0600.
    SECRET("rw-------"),
    /// Mode 0644.
    PUBLIC("rw-r--r--");

    private final String permissions;

    Access(String permissions) {
      this.permissions = permissions;
    }
  }

  private KeyFolder() {}

  /// Makes the folder, mode 0700, if it is missing; an existing one is left as it is.
  static void create(Path folder) {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      throw new ConfigException(folder, "expected a folder, found a file", e);
    } catch (IOException e) {
      throw new ConfigException(folder, "the folder cannot be made: " + reason(e), e);
    }
  }

  /// @param force replaces an existing file; otherwise that is refused
  static void write(Path file, byte[] content, Access access, boolean force) {
    var folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), Path.of("/"));
    var temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      try {
        writeDurably(temporary, content, access);
        if (force) {
          Files.move(temporary, file, ATOMIC_MOVE, REPLACE_EXISTING);
        } else {
          // A link fails if the name is taken, even by someone quicker; a move would replace it.
          Files.createLink(file, temporary);
        }
      } finally {
        Files.deleteIfExists(temporary);
      }
      try (var directory = FileChannel.open(folder, READ)) {
        directory.force(true);
      }
    } catch (FileAlreadyExistsException e) {
      throw new ConfigException(file, "exists already; --force replaces it", e);
    } catch (IOException e) {
      throw new ConfigException(file, "cannot be written: " + reason(e), e);
    }
  }

  /// Refuses before anything is written, so that a set of files is made whole or not begun.
  static void requireAbsent(Path file, boolean force) {
    if (!force && Files.exists(file)) {
      throw new ConfigException(file, "exists already; --force replaces it");
    }
  }

  /// Refuses a file of secrets that anyone but its owner can read or write.
  static void requirePrivate(Path file) {
    if (Files.isDirectory(file)) throw new ConfigException(file, "expected a file, found a folder");
    try {
      var permissions = Files.getPosixFilePermissions(file);
      var ownerOnly = PosixFilePermissions.fromString("rwx------");
      if (!ownerOnly.containsAll(permissions)) {
        throw new ConfigException(
            file,
            "holds secrets but others may open it (%s); run: chmod 600 %s"
                .formatted(PosixFilePermissions.toString(permissions), file));
      }
    } catch (IOException e) {
      throw new ConfigException(file, "cannot be read: " + reason(e), e);
    }
  }

  /// The whole file, refused when it is larger than any file of this kind can be.
  static byte[] read(Path file, int bytesMax) {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(bytesMax + 1);
      if (bytes.length > bytesMax) {
        throw new ConfigException(file, "expected at most " + bytesMax + " bytes, found more");
      }
      return bytes;
    } catch (IOException e) {
      throw new ConfigException(file, "cannot be read: " + reason(e), e);
    }
  }

  private static void writeDurably(Path file, byte[] content, Access access) throws IOException {
    var permissions =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(access.permissions));
    try (var channel = FileChannel.open(file, Set.of(CREATE_NEW, WRITE), permissions)) {
      var buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) channel.write(buffer);
      channel.force(true);
    }
  }

  /// What a file system error means; its own message is often only the name of the file.
  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
