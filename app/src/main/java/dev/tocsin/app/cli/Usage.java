// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Values on the command line that only the code behind a command can judge.
public final class Usage {

  private Usage() {}

  /// What the supplier makes of the values; if it refuses them, that is wrong usage.
  public static <T> T check(CommandSpec command, Supplier<T> values) {
    try {
      return values.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
