// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/// Files of sources, packed with gzip or bzip2 or not at all: what they are shows in their first
/// bytes, not in their names.
public final class SourceFile {

  private static final int BUFFER_BYTES = 1 << 16;
  // What is read whole. A table of all prefixes as text has some 60 MB.
  private static final int TEXT_BYTES_MAX = 512 << 20;

  private SourceFile() {}

  /// @throws SourceException if it cannot be opened
  public static InputStream open(Path file) {
    try {
      var raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
      try {
        return unpacked(raw);
      } catch (IOException e) {
        raw.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new SourceException(file.toString(), "no such file", e);
    } catch (AccessDeniedException e) {
      throw new SourceException(file.toString(), "may not be read by this user", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InputStream unpacked(InputStream raw) throws IOException {
    raw.mark(3);
    var first = raw.readNBytes(3);
    raw.reset();
    // RFC 1952 §2.3.1
    if (first.length > 1 && first[0] == 0x1F && first[1] == (byte) 0x8B) {
      return new BufferedInputStream(new GZIPInputStream(raw, BUFFER_BYTES), BUFFER_BYTES);
    }
    if (new String(first, StandardCharsets.ISO_8859_1).equals("BZh")) {
      return new BufferedInputStream(new BZip2CompressorInputStream(raw, true), BUFFER_BYTES);
    }
    return raw;
  }

  /// The lines of a text in UTF-8.
  ///
  /// @throws SourceException if it cannot be read, is too large or no text
  public static List<String> lines(Path file) {
    return text(file, bytes(file, TEXT_BYTES_MAX)).lines().toList();
  }

  /// All that is in it, unpacked.
  ///
  /// @throws SourceException if it cannot be read or is too large
  public static byte[] bytes(Path file, int bytesMax) {
    try (var in = open(file)) {
      var bytes = new ByteArrayOutputStream();
      var buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes.write(buffer, 0, read);
        if (bytes.size() > bytesMax) {
          throw new SourceException(
              file.toString(), "byte " + bytes.size(), "expected at most " + bytesMax);
        }
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static String text(Path file, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new SourceException(file.toString(), "expected text in UTF-8, found something else", e);
    }
  }

  private static SourceException unreadable(Path file, IOException e) {
    return new SourceException(file.toString(), "cannot be read: " + e.getMessage(), e);
  }
}
