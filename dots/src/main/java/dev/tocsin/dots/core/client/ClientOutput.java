// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SignalRequest;
import java.util.List;

/// All that a {@link ClientMachine} can ask for.
public sealed interface ClientOutput {

  /// Look up the configured name of a server.
  record ResolveServer(int server) implements ClientOutput {}

  /// Look up the server that a redirection names, from now on known by this number (RFC 9132 §4.6).
  /// Its addresses come as {@link ClientInput.ServerResolved}: these where there are any, otherwise
  /// what the name resolves to. It must prove to be `name`.
  ///
  /// @param origin the server that redirected; port and credentials are its own
  record ResolveAlternate(int server, int origin, String name, List<String> addresses)
      implements ClientOutput {
    public ResolveAlternate {
      addresses = List.copyOf(addresses);
    }
  }

  /// @param resume try to resume the last (D)TLS session with this server
  record Connect(
      ConnectionId connection, ServerAddress address, TransportKind transport, boolean resume)
      implements ClientOutput {}

  record Disconnect(ConnectionId connection) implements ClientOutput {}

  /// @param confirmable ignored on TCP; heartbeats and mitigation requests under attack are never
  ///   confirmable
  record Send(ConnectionId connection, RequestId id, SignalRequest request, boolean confirmable)
      implements ClientOutput {}

  /// Stop waiting for an answer, or drop the observation.
  record Forget(ConnectionId connection, RequestId id) implements ClientOutput {}

  /// Transmission parameters from now on: only current values, all present.
  record ApplyConfig(ConnectionId connection, SessionConfig.ParameterSet parameters)
      implements ClientOutput {}

  /// Makes the changes durable, then performs the outputs; `otherwise` when that fails.
  record Commit(List<ClientChange> changes, List<ClientOutput> then, List<ClientOutput> otherwise)
      implements ClientOutput {
    public Commit {
      changes = List.copyOf(changes);
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }
  }

  /// @param last the command has no further replies
  record Reply(CommandId id, ClientReply reply, boolean last) implements ClientOutput {}

  /// For the log, the audit log and whoever watches.
  record Event(String kind, String detail) implements ClientOutput {}
}
