// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tocsin bench`: figures, each beside a peer's.
@Command(
    name = "bench",
    description = "Measure, always beside a peer.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {BenchDotsCommand.class, BenchCodecCommand.class},
    footerHeading = "%nExample:%n",
    footer = "  tocsin bench dots")
public final class BenchCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Missing required subcommand");
  }
}
