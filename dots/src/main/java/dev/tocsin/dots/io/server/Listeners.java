// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.server;

import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.io.ServerTransport;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.SessionConfig;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// All listening transports of a server, so that the rest speaks of sessions and exchanges alone.
///
/// Which transport holds which exchange is remembered from its request to its last answer. Callable
/// from any thread.
public final class Listeners implements AutoCloseable {

  private final List<ServerTransport> all;
  private final ConcurrentHashMap<SessionId, ServerTransport> sessions = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<ExchangeId, ServerTransport> exchanges =
      new ConcurrentHashMap<>();

  /// @param listeners each makes a transport that tells the given handler
  public Listeners(
      ServerTransport.Handler handler,
      List<Function<ServerTransport.Handler, ServerTransport>> listeners) {
    this.all = listeners.stream().map(make -> open(make, handler)).toList();
  }

  private ServerTransport open(
      Function<ServerTransport.Handler, ServerTransport> make, ServerTransport.Handler handler) {
    var holder = new Holder(handler);
    var transport = make.apply(holder);
    holder.transport = transport;
    return transport;
  }

  public void start() {
    all.forEach(ServerTransport::start);
  }

  public List<InetSocketAddress> local() {
    return all.stream().map(ServerTransport::local).toList();
  }

  public int openSessions() {
    return sessions.size();
  }

  public int openExchanges() {
    return exchanges.size();
  }

  public void answer(ExchangeId exchange, CoapMessage.Response response, boolean observing) {
    var transport = observing ? exchanges.get(exchange) : exchanges.remove(exchange);
    if (transport != null) transport.exchanges().answer(exchange, response, observing);
  }

  void notify(ExchangeId exchange, CoapMessage.Response response) {
    with(
        exchanges.get(exchange),
        exchange,
        (transport, id) -> transport.exchanges().notify(id, response));
  }

  void ignore(ExchangeId exchange) {
    with(exchanges.remove(exchange), exchange, (transport, id) -> transport.exchanges().ignore(id));
  }

  void endObservation(ExchangeId exchange) {
    with(
        exchanges.remove(exchange),
        exchange,
        (transport, id) -> transport.exchanges().endObservation(id));
  }

  void heartbeat(SessionId session, CoapMessage.Request request) {
    with(
        sessions.get(session),
        session,
        (transport, id) -> transport.exchanges().heartbeat(id, request));
  }

  void apply(SessionId session, SessionConfig.ParameterSet parameters) {
    with(sessions.get(session), session, (transport, id) -> transport.apply(id, parameters));
  }

  void closeSession(SessionId session) {
    with(sessions.get(session), session, ServerTransport::closeSession);
  }

  /// What is gone in the meantime needs nothing any more.
  private static <T> void with(
      @org.jspecify.annotations.Nullable ServerTransport transport,
      T id,
      BiConsumer<ServerTransport, T> action) {
    if (transport != null) action.accept(transport, id);
  }

  @Override
  public void close() {
    all.forEach(ServerTransport::close);
  }

  /// Notes who holds what on its way to the handler. The transport is set before it starts.
  private final class Holder implements ServerTransport.Handler {
    private final ServerTransport.Handler next;
    private volatile @org.jspecify.annotations.Nullable ServerTransport transport;

    Holder(ServerTransport.Handler next) {
      this.next = next;
    }

    private ServerTransport held() {
      return java.util.Objects.requireNonNull(transport, "a transport spoke before it was started");
    }

    @Override
    public void opened(
        SessionId session,
        dev.tocsin.base.identity.PeerIdentity peer,
        dev.tocsin.dots.core.TransportKind kind,
        InetSocketAddress remote) {
      sessions.put(session, held());
      next.opened(session, peer, kind, remote);
    }

    @Override
    public void closed(SessionId session) {
      sessions.remove(session);
      next.closed(session);
    }

    @Override
    public void requested(ExchangeId exchange, SessionId session, CoapMessage.Request request) {
      exchanges.put(exchange, held());
      next.requested(exchange, session, request);
    }

    @Override
    public void observationEnded(ExchangeId exchange) {
      exchanges.remove(exchange);
      next.observationEnded(exchange);
    }

    @Override
    public void heartbeatEnded(SessionId session, boolean answered) {
      next.heartbeatEnded(session, answered);
    }
  }
}
