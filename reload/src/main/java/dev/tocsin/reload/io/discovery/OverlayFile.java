// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.config.ConfigException;
import dev.tocsin.reload.wire.config.OverlayDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A configuration document that somebody has put into a file.
public final class OverlayFile {

  private OverlayFile() {}

  /// @throws ConfigException naming the file and the line, if it is no such document
  /// @throws UncheckedIOException if it cannot be read
  public static OverlayDocument read(Path file) {
    try (var in = Files.newInputStream(file)) {
      return OverlayDocument.read(in.readNBytes(OverlayDocument.BYTES_MAX + 1));
    } catch (WireException e) {
      throw new ConfigException(file, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
