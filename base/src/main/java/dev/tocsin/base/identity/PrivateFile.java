// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.config.ConfigException;
import java.nio.file.Path;

/// A file with one secret in its first line.
public final class PrivateFile {

  private static final int BYTES_MAX = 64 << 10;

  private PrivateFile() {}

  /// @param file mode 0600; anything wider is refused
  /// @return its first line
  /// @throws ConfigException if it cannot be used
  public static String firstLine(Path file) {
    KeyFolder.requirePrivate(file);
    var text = new String(KeyFolder.read(file, BYTES_MAX), UTF_8);
    return text.lines()
        .findFirst()
        .filter(line -> !line.isBlank())
        .orElseThrow(
            () -> new ConfigException(file, 1, "expected a secret in its first line, found none"));
  }
}
