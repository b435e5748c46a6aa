// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import dev.tocsin.base.control.ControlClient;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.io.control.ControlCommands;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Speaks to an agent as the command line and detectors do.
record AgentSocket(Path path) {

  /// What the agent last heard of a request, of its first part.
  record Status(Instant heard, String state, long packetsDropped) {}

  static ClientCommand.Mitigate mitigate(String label, String... prefixes) {
    var scope = Scope.of(List.of(prefixes).stream().map(Prefix::parse).toArray(Prefix[]::new));
    return new ClientCommand.Mitigate(
        label, new MitigationRequest(scope, 3600, true, Optional.empty()));
  }

  /// One command and its last reply.
  JsonNode ask(ClientCommand command) throws IOException {
    try (var control = ControlClient.connect(path)) {
      control.send(ControlCommands.write(command));
      while (true) {
        var reply = control.receive().orElseThrow(() -> new IOException("the agent hung up"));
        if (reply.path("last").asBoolean(false)) return reply;
      }
    }
  }

  /// Sends all at once and waits for as many last replies.
  ///
  /// @return the labels that were granted
  Set<String> mitigateAll(List<ClientCommand.Mitigate> requests) throws IOException {
    var granted = new HashSet<String>();
    try (var control = ControlClient.connect(path)) {
      for (var request : requests) control.send(ControlCommands.write(request));
      for (int left = requests.size(); left > 0; ) {
        var reply = control.receive().orElseThrow(() -> new IOException("the agent hung up"));
        if (!reply.path("last").asBoolean(false)) continue;
        if (!reply.path("reply").asString("").equals("granted")) {
          throw new IOException("not granted: " + reply);
        }
        granted.add(reply.path("label").asString(""));
        left--;
      }
    }
    return granted;
  }

  JsonNode sessions() throws IOException {
    return ask(new ClientCommand.ShowSessions()).path("sessions");
  }

  /// @param server its address; empty is any
  boolean hasOpenSession(String server) throws IOException {
    if (!Files.exists(path)) return false;
    try {
      for (var session : sessions().values()) {
        if (session.path("state").asString("").equals("open")
            && session.path("address").asString("").contains(server)) return true;
      }
      return false;
    } catch (java.net.ConnectException notYet) {
      return false;
    }
  }

  void awaitSession(String server, Duration longest) {
    Patience.await("session with " + server, longest, () -> hasOpenSession(server));
  }

  Optional<Status> status(String label) throws IOException {
    for (var request : ask(new ClientCommand.ListRequests()).path("requests").values()) {
      var parts = request.path("status");
      if (!request.path("label").asString("").equals(label)) continue;
      if (parts.isEmpty() || request.path("heard").isMissingNode()) continue;
      return Optional.of(
          new Status(
              Instant.parse(request.path("heard").asString()),
              parts.get(0).path("status").asString(""),
              parts.get(0).path("pkts-dropped").asLong(0)));
    }
    return Optional.empty();
  }

  /// Waits for a status with drops that the agent heard after the given moment.
  Status awaitStatus(String label, Instant after, long packetsAbove, Duration longest) {
    var found = new Status[1];
    Patience.await(
        "status of " + label,
        longest,
        () -> {
          found[0] = status(label).orElse(null);
          return found[0] != null
              && found[0].heard().isAfter(after)
              && found[0].packetsDropped() > packetsAbove;
        });
    return found[0];
  }
}
