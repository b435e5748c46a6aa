// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.app.cli.dots.options.AgentOptions;
import dev.tocsin.app.cli.dots.options.Lifetimes;
import dev.tocsin.app.cli.dots.options.ScopeOptions;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.control.AclControl;
import dev.tocsin.dots.wire.control.ActivationType;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "mitigate",
    description = "Ask the DOTS server for help.",
    footerHeading = "%nExample:%n",
    footer =
        "  tocsin dots mitigate -c client.yaml --prefix 192.0.2.10 --port 443 --protocol tcp --lifetime 1h")
final class MitigateCommand implements Callable<Integer> {

  @Mixin private final AgentOptions agent = new AgentOptions();
  @Mixin private final ScopeOptions scope = new ScopeOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description =
          "A request that the configuration names; without it, the scope options say what is attacked.")
  @Nullable String name;

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      description = "How later commands call this request (default: the scope).")
  @Nullable String label;

  @Option(
      names = "--lifetime",
      paramLabel = "TIME",
      defaultValue = "1h",
      description =
          "How long it holds, or 'indefinite' (default: ${DEFAULT-VALUE}). It is refreshed until withdrawn.")
  String lifetime = "1h";

  @Option(
      names = "--on-signal-loss",
      description = "Do nothing now; start when the server loses the signal of this client.")
  boolean onSignalLoss;

  @Option(
      names = "--acl",
      paramLabel = "NAME=TYPE",
      description =
          "Makes a list of the data channel 'immediate', 'activate-when-mitigating' or 'deactivate';"
              + " repeatable. With the label of an active request, that one is asked for anew.")
  Map<String, String> acls = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    return agent.ask(this::command);
  }

  private ClientCommand command() {
    if (name != null) {
      if (!scope.isEmpty() || !acls.isEmpty())
        throw new IllegalArgumentException(
            "give the name of a request, or a scope with its --acl, not both");
      return new ClientCommand.MitigateNamed(name);
    }
    var wanted = scope.scope();
    if (!wanted.hasTarget()) {
      throw new IllegalArgumentException(
          "nothing to protect: give --prefix, --fqdn, --uri, --alias or a named request");
    }
    var request =
        new MitigationRequest(wanted, Lifetimes.seconds(lifetime), !onSignalLoss, Optional.empty());
    return new ClientCommand.Mitigate(label == null ? defaultLabel() : label, request, controls());
  }

  private List<AclControl> controls() {
    return acls.entrySet().stream()
        .map(each -> new AclControl(each.getKey(), ActivationType.labelled(each.getValue())))
        .toList();
  }

  private String defaultLabel() {
    return Stream.of(
            scope.prefixes, scope.fqdns, scope.uris, scope.aliases, scope.ports, scope.protocols)
        .flatMap(List::stream)
        .collect(Collectors.joining("+"));
  }
}
