// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.RequestId;
import dev.tocsin.dots.core.client.ServerAddress;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.SessionConfig;

/// Opens signal sessions over DTLS and TLS. Callable from any thread.
public interface ClientTransport extends AutoCloseable {

  /// Where a transport tells what happens, on its own threads; none of these may block.
  interface Handler {

    /// @param payloadMaxBytes largest request payload that stays in one unfragmented datagram
    void connected(ConnectionId connection, TransportKind transport, int payloadMaxBytes);

    /// The path takes less than was said when the session opened. A request that was too large was
    /// not sent, and counts as unanswered.
    void narrowed(ConnectionId connection, int payloadMaxBytes);

    void connectFailed(ConnectionId connection, String reason);

    void disconnected(ConnectionId connection, String reason);

    void responded(
        ConnectionId connection,
        RequestId request,
        CoapMessage.Response response,
        boolean notification);

    void unanswered(ConnectionId connection, RequestId request);

    /// A request of the server. What is returned is sent at once.
    CoapMessage.Response requested(ConnectionId connection, CoapMessage.Request request);
  }

  /// Makes a server known that a redirection named: it is met with the credentials of the one that
  /// named it, and must prove to be the name in the redirection.
  void alternate(int server, int origin, String name);

  void connect(
      ConnectionId connection, ServerAddress address, TransportKind transport, boolean resume);

  void send(ConnectionId connection, RequestId id, CoapMessage.Request request);

  void forget(ConnectionId connection, RequestId id);

  void apply(ConnectionId connection, SessionConfig.ParameterSet parameters);

  void disconnect(ConnectionId connection);

  @Override
  void close();
}
