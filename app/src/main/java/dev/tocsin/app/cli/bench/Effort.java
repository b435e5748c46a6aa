// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.bench;

import picocli.CommandLine.Option;

/// How long a bench measures: options that all of them have.
final class Effort {

  private static final int QUICK_STARTS = 1;
  private static final int QUICK_SECONDS = 2;

  @Option(
      names = "--starts",
      paramLabel = "N",
      defaultValue = "3",
      description = "Starts of each server, in turns. Default: ${DEFAULT-VALUE}.")
  private int starts;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Length of each measurement; warming up takes as long or longer. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--quick",
      description =
          "A first look: --starts 1 --seconds 2 in place of what these say, and less of what takes"
              + " longest.")
  private boolean quick;

  int starts() {
    return quick ? QUICK_STARTS : starts;
  }

  int seconds() {
    return quick ? QUICK_SECONDS : seconds;
  }

  boolean isQuick() {
    return quick;
  }
}
