// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import java.util.List;

/// How a command ended.
public record Result(List<String> command, int exitCode, String stdout, String stderr) {

  public Result {
    command = List.copyOf(command);
  }

  public boolean succeeded() {
    return exitCode == 0;
  }

  /// What it printed.
  ///
  /// @throws LabException if the command failed
  public String orThrow() {
    if (succeeded()) return stdout;
    var said = stderr.isBlank() ? stdout : stderr;
    throw new LabException(
        "`" + String.join(" ", command) + "` ended with " + exitCode + ": " + said.strip());
  }
}
