// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots.options;

import dev.tocsin.app.cli.AnswerOptions;
import dev.tocsin.base.observe.Logging;
import dev.tocsin.dots.DataChannel;
import dev.tocsin.dots.io.data.client.ClientResources;
import dev.tocsin.dots.io.settings.ClientSettings;
import dev.tocsin.dots.io.settings.ClientSettings.RemoteServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// How a command reaches the data channel of a server, and prints what it heard there. It needs no
/// agent.
public final class DataOptions {

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

  @Mixin private final AnswerOptions answers = new AnswerOptions();

  public interface Work {
    int with(ClientResources resources) throws IOException;
  }

  /// @return the exit code
  public int run(Work work) throws IOException {
    Logging.configure(Logging.Verbosity.WARN, Logging.Format.TEXT);
    var settings = ClientSettings.read(config);
    try (var channel = DataChannel.open(settings, chosen(settings.servers()), answers.timeout())) {
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

  public boolean isJson() {
    return answers.isJson();
  }

  public CommandSpec command() {
    return spec;
  }

  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  public void printJson(Object value) {
    out()
        .println(
            JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(value));
  }
}
