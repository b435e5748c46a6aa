// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.base.identity.Trust;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.io.ServerTransport;
import dev.tocsin.dots.io.dtls.DtlsSetup;
import dev.tocsin.dots.io.security.Credentials;
import dev.tocsin.dots.io.security.HandshakeCounters;
import dev.tocsin.dots.io.security.ServerLimits;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.ResponseCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/// A listening transport whose handler answers by the path: `big` gives 5,000 bytes, `list`
/// 600,000, `observed` may be observed, `silent` is ignored, anything else sends the payload back.
final class TestServer implements ServerTransport.Handler, AutoCloseable {

  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  record Opened(SessionId session, PeerIdentity peer, InetSocketAddress remote) {}

  record Requested(ExchangeId exchange, SessionId session, CoapMessage.Request request) {}

  record Heartbeat(SessionId session, boolean answered) {}

  final BlockingQueue<Opened> opened = new LinkedBlockingQueue<>();
  final BlockingQueue<SessionId> closed = new LinkedBlockingQueue<>();
  final BlockingQueue<Requested> requested = new LinkedBlockingQueue<>();
  final BlockingQueue<ExchangeId> ended = new LinkedBlockingQueue<>();
  final BlockingQueue<Heartbeat> heartbeats = new LinkedBlockingQueue<>();
  final AtomicInteger shed = new AtomicInteger();
  final AtomicInteger limited = new AtomicInteger();
  final AtomicInteger resumed = new AtomicInteger();
  final ServerTransport transport;

  private TestServer(BiFunction<TestServer, HandshakeCounters, ServerTransport> transport) {
    this.transport = transport.apply(this, counters());
    this.transport.start();
  }

  static TestServer listening(TransportKind kind) {
    return listening(kind, ServerLimits.defaults());
  }

  static TestServer listening(TransportKind kind, ServerLimits limits) {
    return listening(kind, limits, DtlsSetup.MTU);
  }

  /// Over DTLS, believing whom it is told, on a clock of the test.
  static TestServer believing(Trust trust, InstantSource clock) {
    var settings = new DtlsServerSettings(ANY, 1, 2, DtlsSetup.MTU, ServerLimits.defaults());
    return new TestServer(
        (server, counters) ->
            new DtlsServerTransport(
                settings,
                Credentials.of(TestKeys.SERVER, trust),
                new Identifiers(),
                counters,
                server,
                clock));
  }

  static TestServer listening(TransportKind kind, ServerLimits limits, int pathMtu) {
    return listening(kind, limits, pathMtu, ANY);
  }

  static TestServer listening(
      TransportKind kind, ServerLimits limits, int pathMtu, InetSocketAddress any) {
    return new TestServer(
        (server, counters) ->
            switch (kind) {
              case DTLS ->
                  new DtlsServerTransport(
                      new DtlsServerSettings(any, 1, 2, pathMtu, limits),
                      TestKeys.server(),
                      new Identifiers(),
                      counters,
                      server);
              case TLS ->
                  new TlsServerTransport(
                      any, limits, TestKeys.server(), new Identifiers(), counters, server);
            });
  }

  private HandshakeCounters counters() {
    return new HandshakeCounters() {
      @Override
      public void completed(boolean wasResumed) {
        if (wasResumed) resumed.incrementAndGet();
      }

      @Override
      public void failed() {}

      @Override
      public void shed() {
        shed.incrementAndGet();
      }

      @Override
      public void limited() {
        limited.incrementAndGet();
      }
    };
  }

  /// The count once it is above zero, or zero when it stays there.
  int await(AtomicInteger count) throws InterruptedException {
    for (int i = 0; i < 400 && count.get() == 0; i++) opened.poll(50, TimeUnit.MILLISECONDS);
    return count.get();
  }

  int port() {
    return transport.local().getPort();
  }

  @Override
  public void opened(
      SessionId session, PeerIdentity peer, TransportKind kind, InetSocketAddress remote) {
    opened.add(new Opened(session, peer, remote));
  }

  @Override
  public void closed(SessionId session) {
    closed.add(session);
  }

  @Override
  public void requested(ExchangeId exchange, SessionId session, CoapMessage.Request request) {
    requested.add(new Requested(exchange, session, request));
    switch (request.uriPath().getFirst()) {
      case "list" -> transport.exchanges().answer(exchange, content(new byte[600_000]), false);
      case "big" -> transport.exchanges().answer(exchange, content(new byte[5_000]), false);
      case "observed" ->
          transport
              .exchanges()
              .answer(exchange, content(new byte[] {0}), request.observe().orElse(1) == 0);
      case "silent" -> transport.exchanges().ignore(exchange);
      default ->
          Thread.startVirtualThread(
              () -> transport.exchanges().answer(exchange, changed(request.payload()), false));
    }
  }

  @Override
  public void observationEnded(ExchangeId exchange) {
    ended.add(exchange);
  }

  @Override
  public void heartbeatEnded(SessionId session, boolean answered) {
    heartbeats.add(new Heartbeat(session, answered));
  }

  static CoapMessage.Response content(byte[] payload) {
    return new CoapMessage.Response(
        ResponseCode.CONTENT, OptionalInt.of(271), OptionalLong.of(7), payload);
  }

  private static CoapMessage.Response changed(byte[] payload) {
    return new CoapMessage.Response(
        ResponseCode.CHANGED, OptionalInt.empty(), OptionalLong.empty(), payload);
  }

  @Override
  public void close() {
    transport.close();
  }
}
