// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Writes pictures into a folder, which it makes if there is none.
final class PlotFiles {

  private PlotFiles() {}

  /// @param plots by the names of their files
  static void write(Path folder, Map<String, String> plots) {
    try {
      Files.createDirectories(folder);
      for (var plot : plots.entrySet()) {
        Files.writeString(folder.resolve(plot.getKey()), plot.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write pictures to " + folder + ": " + e, e);
    }
  }
}
