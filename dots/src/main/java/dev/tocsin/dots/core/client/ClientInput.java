// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.wire.SignalResponse;
import java.util.List;

/// All that can happen to a {@link ClientMachine}.
public sealed interface ClientInput {

  /// The network is there: begin to open sessions.
  record Started() implements ClientInput {}

  /// Answer to {@link ClientOutput.ResolveServer}; empty when the name does not resolve.
  record ServerResolved(int server, List<ServerAddress> addresses) implements ClientInput {
    public ServerResolved {
      addresses = List.copyOf(addresses);
    }
  }

  /// @param payloadMaxBytes largest request payload that fits one unfragmented datagram on this
  ///   path
  record Connected(ConnectionId connection, TransportKind transport, int payloadMaxBytes)
      implements ClientInput {}

  /// The path to the server takes less than was thought when the session opened.
  record PathNarrowed(ConnectionId connection, int payloadMaxBytes) implements ClientInput {}

  record ConnectFailed(ConnectionId connection, String reason) implements ClientInput {}

  /// The peer or the system ended the session.
  record Disconnected(ConnectionId connection, String reason) implements ClientInput {}

  /// @param notification a later answer to an observation, not the first one
  record Responded(
      ConnectionId connection, RequestId request, SignalResponse response, boolean notification)
      implements ClientInput {}

  /// No answer came in the time that RFC 7252 §4.8.2 gives it.
  record Unanswered(ConnectionId connection, RequestId request) implements ClientInput {}

  /// The server's own heartbeat (RFC 9132 §4.7); the transport has answered it 2.04.
  record HeartbeatReceived(ConnectionId connection, boolean peerHbStatus) implements ClientInput {}

  record Commanded(CommandId id, ClientCommand command) implements ClientInput {}

  record CommandCancelled(CommandId id) implements ClientInput {}

  /// A detector's view: an attack that the named request answers begins or ends.
  record AttackDetected(String requestName, String detail) implements ClientInput {}

  record AttackCeased(String requestName, String detail) implements ClientInput {}
}
