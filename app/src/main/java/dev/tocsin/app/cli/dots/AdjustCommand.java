// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.app.cli.dots.options.AgentOptions;
import dev.tocsin.app.cli.dots.options.Lifetimes;
import dev.tocsin.app.cli.dots.options.ScopeOptions;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.wire.Scope;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "adjust",
    description = "Change the scope or lifetime of an active request.",
    footerHeading = "%nExample:%n",
    footer = "  tocsin dots adjust -c client.yaml web --prefix 192.0.2.0/28 --lifetime 2h")
final class AdjustCommand implements Callable<Integer> {

  @Mixin private final AgentOptions agent = new AgentOptions();
  @Mixin private final ScopeOptions scope = new ScopeOptions();

  @Parameters(index = "0", paramLabel = "LABEL", description = AgentOptions.LABEL)
  String label = "";

  @Option(names = "--lifetime", paramLabel = "TIME", description = "New lifetime, or 'indefinite'.")
  @Nullable String lifetime;

  @Override
  public Integer call() throws IOException {
    return agent.ask(this::command);
  }

  private ClientCommand command() {
    if (scope.isEmpty() && lifetime == null) {
      throw new IllegalArgumentException("nothing to change: give a scope or --lifetime");
    }
    var wanted = scope.isEmpty() ? Optional.<Scope>empty() : Optional.of(scope.scope());
    var seconds =
        lifetime == null ? OptionalLong.empty() : OptionalLong.of(Lifetimes.seconds(lifetime));
    return new ClientCommand.Adjust(label, wanted, seconds);
  }
}
