// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.app.cli.dots.options.AgentOptions;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.wire.AttackStatus;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "efficacy",
    description = "Tell the server whether the attack still comes through.",
    footerHeading = "%nExample:%n",
    footer = "  tocsin dots efficacy -c client.yaml web under-attack")
final class EfficacyCommand implements Callable<Integer> {

  @Mixin private final AgentOptions agent = new AgentOptions();

  @Parameters(index = "0", paramLabel = "LABEL", description = AgentOptions.LABEL)
  String label = "";

  @Parameters(
      index = "1",
      paramLabel = "STATUS",
      description = "under-attack or attack-successfully-mitigated.")
  String status = "";

  @Override
  public Integer call() throws IOException {
    return agent.ask(this::command);
  }

  private ClientCommand command() {
    var known =
        Arrays.stream(AttackStatus.values())
            .filter(each -> each.label().equals(status))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'"
                            + status
                            + "' is neither under-attack nor attack-successfully-mitigated"));
    return new ClientCommand.Efficacy(label, known);
  }
}
