// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An operator's mistake: a file or a value that cannot be used. The message has one line per
/// complaint that names the file and, where there is one, the line; it says what was expected and
/// what came, and holds no secret. The command line prints it as it is.
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// One thing that is wrong in a configuration file.
  ///
  /// @param line counted from 1
  /// @param column counted from 1
  /// @param element the path of keys that it is about, joined by dots; empty if there is none
  public record Complaint(Path file, int line, int column, String element, String message) {

    public Complaint(Path file, int line, int column, String message) {
      this(file, line, column, "", message);
    }

    @Override
    public String toString() {
      return file + ":" + line + ":" + column + ": " + message;
    }
  }

  private final transient List<Complaint> complaints;

  public ConfigException(String message) {
    super(message);
    this.complaints = List.of();
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
    this.complaints = List.of();
  }

  public ConfigException(Path file, String message) {
    this(file, message, null);
  }

  public ConfigException(Path file, String message, @Nullable Throwable cause) {
    super(file + ": " + message, cause);
    this.complaints = List.of();
  }

  /// @param line counted from 1
  public ConfigException(Path file, int line, String message) {
    super(file + ":" + line + ": " + message);
    this.complaints = List.of(new Complaint(file, line, 1, message));
  }

  /// @param line counted from 1
  /// @param column counted from 1
  public ConfigException(Path file, int line, int column, String message) {
    this(List.of(new Complaint(file, line, column, message)));
  }

  /// @param complaints all that were found, in the order of the file; at least one
  public ConfigException(List<Complaint> complaints) {
    super(complaints.stream().map(Complaint::toString).collect(Collectors.joining("\n")));
    this.complaints = List.copyOf(complaints);
  }

  /// Empty when the mistake has no place in a file.
  public List<Complaint> complaints() {
    return complaints == null ? List.of() : complaints;
  }
}
