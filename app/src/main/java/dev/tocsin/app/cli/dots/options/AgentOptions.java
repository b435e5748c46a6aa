// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots.options;

import dev.tocsin.app.cli.AnswerOptions;
import dev.tocsin.app.cli.Bounded;
import dev.tocsin.app.cli.Usage;
import dev.tocsin.base.control.ControlClient;
import dev.tocsin.base.observe.Logging;
import dev.tocsin.dots.DotsClient;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.io.control.ControlCommands;
import dev.tocsin.dots.io.settings.ClientSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// How a command reaches an agent: the one that answers on the control socket, or one that it
/// starts itself with `-c` and ends when the command is done.
public final class AgentOptions {

  /// What a command says of the request that it names.
  public static final String LABEL = "The request, as 'tocsin dots list' calls it.";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "The client's configuration: names the control socket; without an agent there, one is started.")
  @Nullable Path config;

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "The agent's control socket (default: $TOCSIN_SOCKET).")
  @Nullable Path socket;

  @Mixin private final AnswerOptions answers = new AnswerOptions();

  /// Sends one command, prints what comes back until the last reply.
  ///
  /// @return the exit code: 0 done, 1 refused or unanswered
  public int ask(ClientCommand command) throws IOException {
    return ask(command, Asking.bounded(answers.timeout()));
  }

  /// The same with values that may be refused as wrong usage.
  public int ask(Supplier<ClientCommand> command) throws IOException {
    return ask(Usage.check(spec, command));
  }

  /// The same, for as long as replies come.
  public int follow(ClientCommand command) throws IOException {
    return ask(command, Asking.forever());
  }

  /// @param limit how long replies may take; negative for ever
  private record Asking(Duration limit) {
    static Asking bounded(Duration limit) {
      return new Asking(limit);
    }

    static Asking forever() {
      return new Asking(Duration.ofSeconds(-1));
    }
  }

  private int ask(ClientCommand command, Asking asking) throws IOException {
    try (var reached = reach()) {
      Bounded.Conversation<Integer> conversation =
          () -> {
            reached.client.send(ControlCommands.write(command));
            return print(reached.client);
          };
      return asking.limit.isNegative()
          ? conversation.run()
          : Bounded.by(asking.limit, reached.client, conversation);
    }
  }

  private int print(ControlClient client) throws IOException {
    while (true) {
      var reply = client.receive();
      if (reply.isEmpty()) throw new IOException("the agent hung up before it answered");
      print(reply.get());
      if (isRefused(reply.get())) return 1;
      if (reply.get().path("last").asBoolean()) return 0;
    }
  }

  private void print(JsonNode reply) {
    var out = spec.commandLine().getOut();
    if (answers.isJson()) out.println(reply);
    else ReplyText.write(reply, out);
    out.flush();
  }

  private static boolean isRefused(JsonNode reply) {
    return reply.path("reply").asString().equals("refused");
  }

  private record Reached(ControlClient client, @Nullable DotsClient own) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      client.close();
      if (own != null) own.close();
    }
  }

  private Reached reach() throws IOException {
    if (config == null) return new Reached(connect(socketPath()), null);
    var settings = ClientSettings.read(config);
    var path = socket == null ? settings.folders().control() : socket;
    try {
      return new Reached(ControlClient.connect(path), null);
    } catch (IOException nobody) {
      if (Files.exists(path) && !Files.isWritable(path)) {
        throw new IOException("the control socket " + path + " is another user's", nobody);
      }
      Logging.configure(Logging.Verbosity.WARN, Logging.Format.TEXT);
      var own = DotsClient.start(settings);
      return new Reached(connect(path), own);
    }
  }

  private Path socketPath() {
    if (socket != null) return socket;
    var named = System.getenv("TOCSIN_SOCKET");
    if (named != null && !named.isEmpty()) return Path.of(named);
    throw new ParameterException(
        spec.commandLine(),
        "which agent? Give its configuration (-c FILE) or its control socket (--socket PATH)");
  }

  private static ControlClient connect(Path path) throws IOException {
    return ControlClient.connect(path, "agent");
  }
}
