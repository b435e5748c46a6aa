// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// An operator's mistake: a file or a value that cannot be used. The message is one line that names
/// the file and, where there is one, the line; it says what was expected and what came, and holds
/// no secret. The command line prints it as it is.
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(Path file, String message) {
    this(file, message, null);
  }

  public ConfigException(Path file, String message, @Nullable Throwable cause) {
    super(file + ": " + message, cause);
  }

  /// @param line counted from 1
  public ConfigException(Path file, int line, String message) {
    super(file + ":" + line + ": " + message);
  }
}
