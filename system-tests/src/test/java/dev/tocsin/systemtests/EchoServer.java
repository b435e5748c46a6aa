// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.io.ServerTransport;
import dev.tocsin.dots.io.coap.DtlsServerSettings;
import dev.tocsin.dots.io.coap.DtlsServerTransport;
import dev.tocsin.dots.io.coap.Identifiers;
import dev.tocsin.dots.io.coap.TlsServerTransport;
import dev.tocsin.dots.io.security.Credentials;
import dev.tocsin.dots.io.security.HandshakeCounters;
import dev.tocsin.dots.io.security.ServerLimits;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.ResponseCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// Both transports, answering every request with the kind of credential that the peer showed.
final class EchoServer implements ServerUnderTest {

  private final ServerTransport dtls;
  private final ServerTransport tls;

  EchoServer(Credentials credentials) {
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var identifiers = new Identifiers();
    dtls =
        new DtlsServerTransport(
            DtlsServerSettings.at(any),
            credentials,
            identifiers,
            HandshakeCounters.NONE,
            new Echo(this::dtls));
    tls =
        new TlsServerTransport(
            any,
            ServerLimits.defaults(),
            credentials,
            identifiers,
            HandshakeCounters.NONE,
            new Echo(this::tls));
    dtls.start();
    tls.start();
  }

  private ServerTransport dtls() {
    return dtls;
  }

  private ServerTransport tls() {
    return tls;
  }

  @Override
  public int dtlsPort() {
    return dtls.local().getPort();
  }

  @Override
  public int tlsPort() {
    return tls.local().getPort();
  }

  @Override
  public void close() {
    dtls.close();
    tls.close();
  }

  private static final class Echo implements ServerTransport.Handler {
    private final Supplier<ServerTransport> transport;
    private volatile String last = "nobody";

    Echo(Supplier<ServerTransport> transport) {
      this.transport = transport;
    }

    @Override
    public void opened(
        SessionId session, PeerIdentity peer, TransportKind kind, InetSocketAddress remote) {
      last =
          switch (peer) {
            case PeerIdentity.Certificate _ -> "certificate";
            case PeerIdentity.RawKey _ -> "raw key";
            case PeerIdentity.SharedKey _ -> "shared key";
          };
    }

    @Override
    public void closed(SessionId session) {}

    @Override
    public void requested(ExchangeId exchange, SessionId session, CoapMessage.Request request) {
      var text = "hello, " + last + ", on " + String.join("/", request.uriPath());
      transport
          .get()
          .exchanges()
          .answer(
              exchange,
              new CoapMessage.Response(
                  ResponseCode.CONTENT,
                  OptionalInt.empty(),
                  OptionalLong.empty(),
                  text.getBytes(UTF_8)),
              false);
    }

    @Override
    public void observationEnded(ExchangeId exchange) {}

    @Override
    public void heartbeatEnded(SessionId session, boolean answered) {}
  }
}
