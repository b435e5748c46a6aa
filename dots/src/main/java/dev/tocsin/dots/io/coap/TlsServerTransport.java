// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.io.ServerTransport;
import dev.tocsin.dots.io.dtls.DtlsSetup;
import dev.tocsin.dots.io.security.Credentials;
import dev.tocsin.dots.io.security.HandshakeCounters;
import dev.tocsin.dots.io.security.ServerLimits;
import dev.tocsin.dots.io.tls.TlsListener;
import dev.tocsin.dots.wire.SessionConfig;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.time.Duration;
import org.eclipse.californium.elements.EndpointContext;

/// The signal channel over TLS 1.2 and 1.3 (RFC 9132 §3, RFC 8323): certificates, raw public keys
/// and, on TLS 1.2, pre-shared keys on one port.
///
/// The handler is called on the virtual thread that reads the session's stream.
public final class TlsServerTransport implements ServerTransport {

  private static final Duration SWEEP = Duration.ofSeconds(5);

  private final InetSocketAddress address;
  private final ServerExchanges exchanges;
  private final TlsListener listener;
  private final ListeningEndpoint endpoint;

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
    var timer = ListeningEndpoint.timer("tls-timer-");
    exchanges = new ServerExchanges(handler, identifiers, limits, timer);
    listener =
        new TlsListener(
            address, limits, credentials, counters, new Sessions(exchanges, identifiers));
    endpoint = new ListeningEndpoint(listener, DtlsSetup.configuration(), exchanges, timer);
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
    endpoint.start("TLS", address, listener::sweep, SWEEP);
  }

  @Override
  public InetSocketAddress local() {
    return listener.getAddress();
  }

  @Override
  public Exchanges exchanges() {
    return exchanges;
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
    endpoint.close();
  }
}
