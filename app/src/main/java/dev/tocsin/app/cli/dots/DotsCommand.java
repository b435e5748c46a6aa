// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.app.cli.dots.domain.DomainCommand;
import dev.tocsin.app.cli.dots.domain.ReloadCommand;
import dev.tocsin.app.cli.dots.options.AgentOptions;
import dev.tocsin.app.cli.dots.options.OperatorOptions;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.OperatorRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
      DomainCommand.class,
      ReloadCommand.class,
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

  private static final String BY = "Who decides, for the audit log (default: your user name).";
  private static final String MITIGATION = "The mitigation, as 'tocsin dots mitigations' calls it.";

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

  @Command(
      name = "mitigations",
      description = "Show what a running server enforces, and what waits for approval.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots mitigations -c server.yaml --waiting")
  int mitigations(
      @Mixin OperatorOptions server,
      @Option(names = "--waiting", description = "Only what waits for a person's approval.")
          boolean waiting)
      throws IOException {
    return server.ask(new OperatorRequest.Show(waiting, Integer.MAX_VALUE));
  }

  @Command(
      name = "approve",
      description = "Agree to a mitigation that waits: it is enabled now.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots approve -c server.yaml acme/mydots/1")
  int approve(
      @Mixin OperatorOptions server,
      @Option(names = "--by", paramLabel = "NAME", description = BY) @Nullable String by,
      @Parameters(
              paramLabel = "DOMAIN/CUID/MID",
              description = MITIGATION,
              converter = OperatorOptions.KeyConverter.class)
          MitigationKey mitigation)
      throws IOException {
    return server.ask(new OperatorRequest.Approve(mitigation, who(by)));
  }

  @Command(
      name = "refuse",
      description = "End a mitigation that waits: its client is told that the server withdrew it.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots refuse -c server.yaml acme/mydots/1 --reason 'announced maintenance'")
  int refuse(
      @Mixin OperatorOptions server,
      @Option(names = "--by", paramLabel = "NAME", description = BY) @Nullable String by,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "For the audit log.")
          String reason,
      @Parameters(
              paramLabel = "DOMAIN/CUID/MID",
              description = MITIGATION,
              converter = OperatorOptions.KeyConverter.class)
          MitigationKey mitigation)
      throws IOException {
    return server.ask(new OperatorRequest.Refuse(mitigation, who(by), reason));
  }

  private static String who(@Nullable String by) {
    return by != null ? by : System.getProperty("user.name");
  }
}
