// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.io.ServerTransport;
import dev.tocsin.dots.io.californium.CallerRunsScheduler;
import dev.tocsin.dots.io.californium.KnownOptions;
import dev.tocsin.dots.io.dtls.DtlsSetup;
import dev.tocsin.dots.io.security.Credentials;
import dev.tocsin.dots.io.security.HandshakeCounters;
import dev.tocsin.dots.io.security.ServerLimits;
import dev.tocsin.dots.io.tls.TlsListener;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.SessionConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.EndpointContext;

/// The signal channel over TLS 1.2 and 1.3 (RFC 9132 §3, RFC 8323): certificates, raw public keys
/// and, on TLS 1.2, pre-shared keys on one port.
///
/// The handler is called on the virtual thread that reads the session's stream.
public final class TlsServerTransport implements ServerTransport {

  private static final int SWEEP_SECONDS = 5;

  private final InetSocketAddress address;
  private final ServerExchanges exchanges;
  private final TlsListener listener;
  private final CoapEndpoint endpoint;
  private final ScheduledThreadPoolExecutor timer;

  /// @param address where to listen; port 0 takes any
  /// @param identifiers shared by all transports of the process
  public TlsServerTransport(
      InetSocketAddress address,
      ServerLimits limits,
      Credentials credentials,
      Identifiers identifiers,
      HandshakeCounters counters,
      Handler handler) {
    this.address = address;
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("tls-timer-", 0).factory());
    timer.setRemoveOnCancelPolicy(true);
    exchanges = new ServerExchanges(handler, identifiers, limits, timer);
    listener =
        new TlsListener(
            address, limits, credentials, counters, new Sessions(exchanges, identifiers));
    endpoint =
        CoapEndpoint.builder()
            .setConfiguration(DtlsSetup.configuration())
            .setConnector(listener)
            .setEndpointContextMatcher(new SessionMatcher())
            .setOptionRegistry(new KnownOptions())
            .build();
    endpoint.setExecutors(new CallerRunsScheduler(timer), timer);
    exchanges.bind(endpoint);
  }

  private record Sessions(ServerExchanges exchanges, Identifiers identifiers)
      implements TlsListener.Sessions {

    @Override
    public Principal admit(PeerIdentity peer) {
      return new Identities.OfSession(
          new PeerSession(identifiers.nextSession(), peer, TransportKind.TLS));
    }

    @Override
    public void opened(EndpointContext context) {
      PeerSession session = Identities.session(context);
      if (session != null) exchanges.opened(session, context);
    }

    @Override
    public void closed(EndpointContext context) {
      PeerSession session = Identities.session(context);
      if (session != null) exchanges.closed(session);
    }
  }

  @Override
  public void start() {
    try {
      endpoint.start();
    } catch (IOException e) {
      var at = new HostAndPort(address.getHostString(), address.getPort());
      throw new UncheckedIOException(
          new IOException("cannot listen for TLS on " + at + ": " + e.getMessage(), e));
    }
    var unused =
        timer.scheduleWithFixedDelay(
            listener::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public InetSocketAddress local() {
    return listener.getAddress();
  }

  @Override
  public void answer(ExchangeId exchange, CoapMessage.Response response, boolean observing) {
    exchanges.answer(exchange, response, observing);
  }

  @Override
  public void notify(ExchangeId exchange, CoapMessage.Response response) {
    exchanges.notify(exchange, response);
  }

  @Override
  public void ignore(ExchangeId exchange) {
    exchanges.ignore(exchange);
  }

  @Override
  public void endObservation(ExchangeId exchange) {
    exchanges.endObservation(exchange);
  }

  @Override
  public void heartbeat(SessionId session, CoapMessage.Request request) {
    exchanges.heartbeat(session, request);
  }

  // RFC 9132 §4.5: retransmission is TCP's own business.
  @Override
  public void apply(SessionId session, SessionConfig.ParameterSet parameters) {}

  @Override
  public void closeSession(SessionId session) {
    PeerSession known = exchanges.session(session);
    if (known != null) listener.hangUp(known.context());
  }

  @Override
  public void close() {
    endpoint.destroy();
    timer.shutdownNow();
  }
}
