// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.settings;

import dev.tocsin.base.config.Section;
import java.nio.file.Path;

/// A table that an operator writes, or has measured.
public record TableFile(Format format, Path file) {

  /// What it is written in.
  public enum Format {
    CSV,
    JSON
  }

  static TableFile read(Section section) {
    return new TableFile(
        section.choice("format", Format.class).required(), section.path("file").required());
  }
}
