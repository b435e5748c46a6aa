// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/// A journal file: its name carries the first sequence that it may hold, so do its first bytes.
///
///     magic 8 | first sequence 8 | salt 8 | CRC-32C 4 | frames
record Segment(Path file, long firstSequence) {

  static final int HEADER_BYTES = 28;
  private static final long MAGIC = 0x544F4353494E4A31L; // TOCSINJ1
  private static final String SUFFIX = ".journal";
  private static final int DIGITS = 19;

  static Segment at(Path folder, String name, long firstSequence) {
    var file = folder.resolve(name + "-" + ("%0" + DIGITS + "d").formatted(firstSequence) + SUFFIX);
    return new Segment(file, firstSequence);
  }

  /// Those in the folder, oldest first.
  static List<Segment> list(Path folder, String name) {
    var pattern = Pattern.quote(name) + "-(\\d{" + DIGITS + "})\\" + SUFFIX;
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(pattern))
          .sorted()
          .map(file -> new Segment(file, sequenceIn(file, name)))
          .toList();
    } catch (IOException e) {
      throw new StoreException("state folder " + folder + " cannot be listed: " + e, e);
    }
  }

  private static long sequenceIn(Path file, String name) {
    var text = file.getFileName().toString();
    return Long.parseLong(text, name.length() + 1, name.length() + 1 + DIGITS, 10);
  }

  ByteBuffer header(long salt) {
    var header = ByteBuffer.allocate(HEADER_BYTES);
    header.putLong(MAGIC).putLong(firstSequence).putLong(salt);
    return header.putInt(checksum(header)).flip();
  }

  /// The salt of a file that begins as it should; empty if its header was never finished.
  ///
  /// @throws StoreException if it begins with something else
  OptionalLong salt(ByteBuffer bytes) {
    boolean intact =
        bytes.limit() >= HEADER_BYTES
            && bytes.getLong(0) == MAGIC
            && bytes.getInt(24) == checksum(bytes);
    if (!intact) {
      // The header is durable before the first frame is written: without one there is nothing.
      if (isZero(bytes, HEADER_BYTES)) return OptionalLong.empty();
      throw new StoreException(
          "journal %s is corrupt: it does not begin with a journal header; nothing was changed"
              .formatted(file));
    }
    if (bytes.getLong(8) != firstSequence) {
      throw new StoreException(
          "journal %s is misnamed or corrupt: it begins with sequence %d, its name says %d; nothing was changed"
              .formatted(file, bytes.getLong(8), firstSequence));
    }
    return OptionalLong.of(bytes.getLong(16));
  }

  /// Whether nothing was ever written from there on.
  static boolean isZero(ByteBuffer bytes, int from) {
    for (int at = from; at < bytes.limit(); at++) if (bytes.get(at) != 0) return false;
    return true;
  }

  private static int checksum(ByteBuffer header) {
    var checksum = new CRC32C();
    checksum.update(header.slice(0, 24));
    return (int) checksum.getValue();
  }
}
