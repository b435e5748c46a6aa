// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.SessionConfig;
import java.net.InetSocketAddress;

/// A listening (D)TLS endpoint of the signal channel. Callable from any thread; identifiers are
/// unique over all transports of a process.
public interface ServerTransport extends AutoCloseable {

  /// Where a transport tells what happens, on its own threads; none of these may block.
  interface Handler {

    void opened(
        SessionId session, PeerIdentity peer, TransportKind transport, InetSocketAddress remote);

    void closed(SessionId session);

    /// The handler answers every request with exactly one {@link #answer} or {@link #ignore}.
    void requested(ExchangeId exchange, SessionId session, CoapMessage.Request request);

    /// An observing exchange is over: reset, deregistered, timed out, or its session closed.
    void observationEnded(ExchangeId exchange);

    void heartbeatEnded(SessionId session, boolean answered);
  }

  /// Answers, notifications and heartbeats of one transport, from any thread.
  interface Exchanges {

    /// @param observing the exchange stays open for {@link #notify}
    void answer(ExchangeId exchange, CoapMessage.Response response, boolean observing);

    /// A Non-confirmable notification, whatever the library would choose.
    void notify(ExchangeId exchange, CoapMessage.Response response);

    void ignore(ExchangeId exchange);

    void endObservation(ExchangeId exchange);

    /// Sends a Non-confirmable request to the client of a session; {@link Handler#heartbeatEnded}
    /// tells its end.
    void heartbeat(SessionId session, CoapMessage.Request request);
  }

  void start();

  /// The address that is bound, with the real port.
  InetSocketAddress local();

  /// What its requests are answered with.
  Exchanges exchanges();

  void apply(SessionId session, SessionConfig.ParameterSet parameters);

  void closeSession(SessionId session);

  @Override
  void close();
}
