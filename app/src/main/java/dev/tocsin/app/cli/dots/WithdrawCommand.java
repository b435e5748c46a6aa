// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.dots.core.client.ClientCommand;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "withdraw",
    description = "End a request.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  tocsin dots withdraw -c client.yaml web")
final class WithdrawCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin private final AgentOptions agent = new AgentOptions();

  @Parameters(
      index = "0",
      paramLabel = "LABEL",
      description = "The request, as 'tocsin dots list' calls it.")
  String label = "";

  @Override
  public Integer call() throws IOException {
    return agent.ask(new ClientCommand.Withdraw(label), spec.commandLine().getOut());
  }
}
