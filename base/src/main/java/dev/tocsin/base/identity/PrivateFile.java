// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.config.ConfigException;
import java.nio.file.Path;
import java.util.Objects;

/// Files of secrets: mode 0600, and one that is written appears whole or not at all.
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

  /// @param file mode 0600; anything wider is refused
  /// @throws ConfigException if it cannot be used
  public static byte[] read(Path file) {
    KeyFolder.requirePrivate(file);
    return KeyFolder.read(file, BYTES_MAX);
  }

  /// Writes it in place of what was there; it survives power loss once this returns. Its folder is
  /// made, mode 0700, if it is missing.
  ///
  /// @throws ConfigException if it cannot be written
  public static void write(Path file, byte[] content) {
    KeyFolder.create(Objects.requireNonNullElse(file.toAbsolutePath().getParent(), Path.of("/")));
    KeyFolder.write(file, content, KeyFolder.Access.SECRET, true);
  }
}
