// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.control.ControlClient;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.io.control.ControlCommands;
import dev.tocsin.dots.io.settings.ClientSettings;
import dev.tocsin.dots.io.settings.ClientSettings.RemoteServer;
import dev.tocsin.dots.io.store.AgentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// By which cuid a server knows the client. Two processes with one key and one state folder are one
/// DOTS client: RFC 8783 §5.1 has it use the same cuid on both channels, and where another client
/// holds the usual one, its agent has taken a new one (RFC 9132 §4.4.1.1).
final class CuidInUse {

  private CuidInUse() {}

  /// Asks the agent that runs, or looks into what it has left.
  static String at(RemoteServer server, ClientSettings settings) {
    int number = settings.servers().indexOf(server);
    var usual = settings.identity().clientIdentifier();
    try (var agent = ControlClient.connect(settings.folders().control())) {
      agent.send(ControlCommands.write(new ClientCommand.ShowSessions()));
      var told = agent.receive().map(reply -> told(reply, number)).orElse("");
      return told.isEmpty() ? usual : told;
    } catch (IOException nobody) {
      return left(settings).getOrDefault(number, usual);
    }
  }

  private static String told(JsonNode reply, int number) {
    return reply.path("cuids").path(Integer.toString(number)).asString("");
  }

  private static Map<Integer, String> left(ClientSettings settings) {
    if (!Files.isDirectory(settings.folders().state())) return Map.of();
    try (var store = AgentStore.open(settings.folders().state())) {
      return store.load().cuids();
    }
  }
}
