// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.tls;

import dev.tocsin.base.net.SourceNet;
import dev.tocsin.base.net.handshake.HandshakeDoor;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.io.link.Channel;
import dev.tocsin.reload.io.link.ChannelEvents;
import dev.tocsin.reload.io.link.ChannelPort;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.io.link.LinkFigures;
import dev.tocsin.reload.io.link.LinkLimits;
import dev.tocsin.reload.io.link.handshake.ClientEnd;
import dev.tocsin.reload.io.link.handshake.HandshakeSettings;
import dev.tocsin.reload.io.link.handshake.ServerEnd;
import dev.tocsin.reload.wire.WireProfile;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsServerProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Links over TLS and TCP. Every channel has two virtual threads; channels, handshakes, sizes and
/// what waits are bounded.
public final class TlsPort implements ChannelPort {

  private static final Logger log = LoggerFactory.getLogger(TlsPort.class);
  private static final int BACKLOG = 256;
  private static final int PAUSE_MILLIS = 50;

  private final Rules rules;
  private final ChannelEvents events;
  private final HandshakeSettings accepting;
  private final HandshakeDoor door;
  private final LinkFigures figures = new LinkFigures();
  private final ServerSocket listening;
  // Handshakes under way and channels.
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// @param profile tells the messages of a stream apart
  public record Rules(LinkCredentials credentials, WireProfile profile, LinkLimits limits) {}

  private TlsPort(ServerSocket listening, Rules rules, ChannelEvents events, InstantSource clock) {
    this.listening = listening;
    this.rules = rules;
    this.events = events;
    var handshakes = rules.limits.handshakes();
    int millis = (int) handshakes.timeMax().toMillis();
    this.accepting = HandshakeSettings.of(rules.credentials, clock, false, millis);
    this.door = new HandshakeDoor(handshakes);
  }

  /// @throws IOException if the address is taken or not of this machine
  public static TlsPort listen(
      InetSocketAddress address, Rules rules, ChannelEvents events, InstantSource clock)
      throws IOException {
    var socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(address, BACKLOG);
    } catch (IOException e) {
      socket.close();
      throw new IOException("cannot listen at " + address + ": " + e.getMessage(), e);
    }
    var port = new TlsPort(socket, rules, events, clock);
    var unused = Thread.ofVirtual().name("reload-tls-accept").start(port::accept);
    return port;
  }

  @Override
  public RouteLogEntry.Link kind() {
    return RouteLogEntry.Link.TLS;
  }

  @Override
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.getLocalSocketAddress();
  }

  @Override
  public LinkFigures figures() {
    return figures;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        var socket = listening.accept();
        if (mayStart(socket)) {
          var unused = Thread.ofVirtual().name("reload-tls").start(() -> serve(socket));
        } else {
          socket.close();
        }
      } catch (IOException e) {
        // Out of descriptors, or closed; in the first case waiting connections go on waiting.
        if (!listening.isClosed() && isOverAfterPause()) return;
      }
    }
  }

  private boolean isOverAfterPause() {
    try {
      return closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private boolean mayStart(Socket socket) {
    if (open.size() >= rules.limits.channels()) {
      figures.shed();
      return false;
    }
    return figures.isIn(door.enter(SourceNet.of(socket.getInetAddress())));
  }

  private void serve(Socket socket) {
    open.add(socket);
    try (socket) {
      run(accepted(socket));
    } catch (IOException | RuntimeException e) {
      figures.failed();
      log.debug("no TLS with {}", socket.getRemoteSocketAddress(), e);
    } finally {
      open.remove(socket);
    }
  }

  private TlsChannel accepted(Socket socket) throws IOException {
    var source = SourceNet.of(socket.getInetAddress());
    try {
      prepare(socket, accepting.timeMillis());
      var tls = new TlsServerProtocol(socket.getInputStream(), socket.getOutputStream());
      var end = new ServerEnd(accepting);
      // A peer that sends a byte now and then must not stretch its handshake.
      try (var _ = Watchdog.over(socket, accepting.timeMillis())) {
        tls.accept(end);
      }
      return channel(new TlsChannel.Ends(socket, tls, false), end.certificate());
    } finally {
      door.leave(source);
    }
  }

  private static void prepare(Socket socket, int millis) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(millis);
  }

  private TlsChannel channel(TlsChannel.Ends ends, Optional<PeerCertificate> certificate)
      throws IOException {
    ends.socket().setSoTimeout(0);
    figures.completed();
    return new TlsChannel(ends, certificate, rules.limits, figures);
  }

  private void run(TlsChannel channel) {
    events.opened(channel);
    channel.run(rules.profile, rules.limits.messageBytes(), events);
  }

  @Override
  public CompletableFuture<Channel> dial(InetSocketAddress remote, Duration patience) {
    var result = new CompletableFuture<Channel>();
    var unused =
        Thread.ofVirtual().name("reload-tls-dial").start(() -> dial(remote, patience, result));
    return result;
  }

  private void dial(
      InetSocketAddress remote, Duration patience, CompletableFuture<Channel> result) {
    var socket = new Socket();
    open.add(socket);
    try (socket) {
      if (listening.isClosed()) throw new IOException("the port is closed");
      var channel = dialled(socket, remote, (int) patience.toMillis());
      events.opened(channel);
      result.complete(channel);
      channel.run(rules.profile, rules.limits.messageBytes(), events);
    } catch (IOException | RuntimeException e) {
      figures.failed();
      var message = "no TLS with " + remote + ": " + e.getMessage();
      result.completeExceptionally(new IOException(message, e));
    } finally {
      open.remove(socket);
    }
  }

  private TlsChannel dialled(Socket socket, InetSocketAddress remote, int millis)
      throws IOException {
    socket.connect(remote, millis);
    prepare(socket, millis);
    var tls = new TlsClientProtocol(socket.getInputStream(), socket.getOutputStream());
    var end = new ClientEnd(accepting.withTime(millis));
    try (var _ = Watchdog.over(socket, millis)) {
      tls.connect(end);
    }
    return channel(new TlsChannel.Ends(socket, tls, true), end.certificate());
  }

  @Override
  public void close() {
    closed.countDown();
    close(listening);
    open.forEach(TlsPort::close);
  }

  private static void close(java.io.Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket that cannot be closed", e);
    }
  }
}
