// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots.domain;

import dev.tocsin.app.cli.ServerRefusal;
import dev.tocsin.app.cli.Table;
import dev.tocsin.base.control.ControlClient;
import dev.tocsin.dots.io.settings.ServerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// How a command reaches the management of the running server: over its control socket.
final class ServerLink {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The server's configuration: names the control socket.")
  private @Nullable Path config;

  @Option(names = "--socket", paramLabel = "PATH", description = "The server's control socket.")
  private @Nullable Path socket;

  @Option(names = "--json", description = "Print the answer as JSON.")
  boolean json;

  /// @param etag of what it shows, if it has one
  record Answer(JsonNode body, Optional<String> etag) {}

  /// @throws IOException if the server refuses, with every reason, or does not answer
  Answer ask(String method, String path) throws IOException {
    return ask(method, path, null, null);
  }

  Answer ask(String method, String path, @Nullable JsonNode body, @Nullable String ifMatch)
      throws IOException {
    var order = JsonNodeFactory.instance.objectNode().put("command", "manage");
    order.put("method", method).put("path", path).put("by", System.getProperty("user.name", ""));
    if (body != null) order.set("body", body);
    if (ifMatch != null) order.put("if-match", ifMatch);
    try (var client = ControlClient.connect(path(), "server")) {
      client.send(order);
      var reply =
          client
              .receive()
              .orElseThrow(() -> new IOException("the server hung up before it answered"));
      if (reply.path("status").asInt(500) >= 400) throw refused(reply);
      return new Answer(
          reply.path("body"), Optional.ofNullable(reply.get("etag")).map(JsonNode::asString));
    }
  }

  private static ServerRefusal refused(JsonNode reply) {
    var reasons = new ArrayList<String>();
    for (var error : reply.path("body").path("errors")) {
      var element = error.path("element").asString("");
      var message = error.path("message").asString();
      boolean named = element.isEmpty() || message.contains("'");
      reasons.add(named ? message : element + ": " + message);
    }
    if (reasons.isEmpty()) reasons.add(reply.path("reason").asString("refused"));
    return new ServerRefusal(reasons);
  }

  private Path path() throws IOException {
    if (socket != null) return socket;
    if (config == null) {
      throw new ParameterException(
          spec.commandLine(),
          "which server? Give its configuration (-c FILE) or its control socket (--socket PATH)");
    }
    return ServerSettings.read(config)
        .folders()
        .control()
        .orElseThrow(
            () -> new IOException("the server has no control socket: its path is too long"));
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /// Columns for people.
  void table(List<List<String>> rows) {
    Table.print(rows, out());
  }
}
