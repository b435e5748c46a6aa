// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.dots.core.client.ClientCommand;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `tocsin dots`: calling for help under a DDoS attack.
@Command(
    name = "dots",
    description = "Call for help under a DDoS attack, and answer such calls (RFC 9132).",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServerCommand.class,
      AgentCommand.class,
      MitigateCommand.class,
      AdjustCommand.class,
      EfficacyCommand.class,
      CapabilitiesCommand.class,
      AliasCommand.class,
      AclCommand.class,
      ApplyCommand.class,
      DotsDecodeCommand.class,
      DotsEncodeCommand.class
    },
    footerHeading = "%nExample:%n",
    footer = "  tocsin dots decode a11831a11833f5")
public final class DotsCommand {

  @Command(
      name = "list",
      description = "Show the requests and what the server says of them.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots list -c client.yaml")
  int list(@Mixin AgentOptions agent) throws IOException {
    return agent.ask(new ClientCommand.ListRequests());
  }

  @Command(
      name = "session",
      description = "Show the sessions with the servers.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots session -c client.yaml")
  int session(@Mixin AgentOptions agent) throws IOException {
    return agent.ask(new ClientCommand.ShowSessions());
  }

  @Command(
      name = "watch",
      description = "Show every change of status as it comes, until interrupted.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots watch -c client.yaml --json")
  int watch(@Mixin AgentOptions agent) throws IOException {
    return agent.follow(new ClientCommand.Watch());
  }

  @Command(
      name = "withdraw",
      description = "End a request.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots withdraw -c client.yaml web")
  int withdraw(
      @Mixin AgentOptions agent,
      @Parameters(paramLabel = "LABEL", description = AgentOptions.LABEL) String label)
      throws IOException {
    return agent.ask(new ClientCommand.Withdraw(label));
  }
}
