// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.peer;

import dev.tocsin.app.cli.AnswerOptions;
import dev.tocsin.app.cli.Bounded;
import dev.tocsin.app.cli.Usage;
import dev.tocsin.base.control.ControlClient;
import dev.tocsin.reload.io.control.PeerOrder;
import dev.tocsin.reload.io.control.PeerOrders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// How a command reaches a running peer: over the control socket in its state folder.
final class PeerOptions {

  private static final String SOCKET = "control.sock";
  private static final String FOLDER = "TOCSIN_PEER";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "The state folder of the running peer to ask (default: $" + FOLDER + ").")
  private @Nullable Path state;

  @Mixin private final AnswerOptions answers = new AnswerOptions();

  /// Asks once and prints what comes back.
  ///
  /// @param order whose values may be refused as wrong usage
  /// @return the exit code: 0 done, 1 refused or unanswered
  int ask(Supplier<PeerOrder> order) throws IOException {
    var checked = Usage.check(spec, order);
    try (var client = connect()) {
      var reply = ask(client, checked);
      if (answers.isJson()) out().println(reply);
      else PeerText.write(reply, out());
      out().flush();
      return isRefused(reply) ? 1 : 0;
    }
  }

  static boolean isRefused(JsonNode reply) {
    return reply.path("reply").asString().equals("refused");
  }

  /// Asks once and hands over what comes back.
  JsonNode ask(ControlClient client, PeerOrder order) throws IOException {
    return Bounded.by(
        answers.timeout(),
        client,
        () -> {
          client.send(PeerOrders.write(order));
          var reply = client.receive();
          return reply.orElseThrow(() -> new IOException("the peer ended before it answered"));
        });
  }

  ControlClient connect() throws IOException {
    return ControlClient.connect(folder().resolve(SOCKET), "RELOAD peer");
  }

  private Path folder() {
    if (state != null) return state;
    var named = System.getenv(FOLDER);
    if (named != null && !named.isEmpty()) return Path.of(named);
    throw new ParameterException(
        spec.commandLine(), "which peer? Give its state folder (--state DIR)");
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  boolean isJson() {
    return answers.isJson();
  }
}
