// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tocsin dots`: calling for help under a DDoS attack.
@Command(
    name = "dots",
    description = "Call for help under a DDoS attack, and answer such calls (RFC 9132).",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServerCommand.class,
      AgentCommand.class,
      MitigateCommand.class,
      ListCommand.class,
      WatchCommand.class,
      AdjustCommand.class,
      EfficacyCommand.class,
      WithdrawCommand.class,
      SessionCommand.class,
      DotsDecodeCommand.class,
      DotsEncodeCommand.class
    },
    footerHeading = "%nExample:%n",
    footer = "  tocsin dots decode a11831a11833f5")
public final class DotsCommand implements Runnable {

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
