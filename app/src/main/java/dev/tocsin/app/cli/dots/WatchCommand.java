// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.dots.core.client.ClientCommand;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "watch",
    description = "Show every change of status as it comes, until interrupted.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  tocsin dots watch -c client.yaml --json")
final class WatchCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin private final AgentOptions agent = new AgentOptions();

  @Override
  public Integer call() throws IOException {
    return agent.follow(new ClientCommand.Watch(), spec.commandLine().getOut());
  }
}
