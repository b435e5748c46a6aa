// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.app.daemon.Durations;
import dev.tocsin.base.observe.Logging;
import dev.tocsin.dots.DataChannel;
import dev.tocsin.dots.io.data.client.ClientResources;
import dev.tocsin.dots.io.settings.ClientSettings;
import dev.tocsin.dots.io.settings.ClientSettings.RemoteServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// How a command reaches the data channel of a server, and prints what it heard there. It needs no
/// agent.
final class DataOptions {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "The client's configuration.")
  @SuppressWarnings("NullAway.Init")
  private Path config;

  @Option(
      names = "--server",
      paramLabel = "HOST",
      description = "Which of the configuration's servers (default: the first).")
  @Nullable String server;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = Durations.Converter.class,
      description = "How long to wait for each answer (default: ${DEFAULT-VALUE}).")
  Duration timeout = Duration.ofSeconds(30);

  interface Work {
    int with(ClientResources resources) throws IOException;
  }

  /// @return the exit code
  int run(Work work) throws IOException {
    Logging.configure(Logging.Verbosity.WARN, Logging.Format.TEXT);
    var settings = ClientSettings.read(config);
    try (var channel = DataChannel.open(settings, chosen(settings.servers()), timeout)) {
      return work.with(channel.resources());
    } finally {
      out().flush();
    }
  }

  private RemoteServer chosen(List<RemoteServer> servers) {
    if (server == null) return servers.getFirst();
    return servers.stream()
        .filter(each -> each.host().equals(server))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "the configuration has no server '"
                        + server
                        + "' but "
                        + servers.stream()
                            .map(RemoteServer::host)
                            .collect(Collectors.joining(", "))));
  }

  CommandSpec command() {
    return spec;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  void printJson(Object value) {
    out()
        .println(
            JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(value));
  }
}
