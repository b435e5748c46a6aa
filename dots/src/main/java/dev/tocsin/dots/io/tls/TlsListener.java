// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.tls;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.base.net.SourceNet;
import dev.tocsin.base.net.handshake.HandshakeDoor;
import dev.tocsin.dots.io.security.Credentials;
import dev.tocsin.dots.io.security.HandshakeCounters;
import dev.tocsin.dots.io.security.ServerLimits;
import dev.tocsin.dots.wire.tcp.TcpFrame;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.Principal;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.TlsServerProtocol;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.RawDataChannel;
import org.jspecify.annotations.Nullable;

/// Listens for CoAP over TLS: the lower end that Californium's stack for TCP stands on. Every
/// connection has two virtual threads; connections, handshakes, sizes and silences are bounded.
public final class TlsListener implements Connector {

  private static final int BACKLOG = 1_024;

  /// What becomes of streams.
  public interface Sessions {

    /// Under which principal the messages of a new session arrive.
    Principal admit(PeerIdentity peer);

    void opened(EndpointContext session);

    void closed(EndpointContext session);
  }

  private final InetSocketAddress address;
  private final ServerLimits limits;
  private final Credentials credentials;
  private final HandshakeCounters counters;
  private final Sessions sessions;
  private final RawKeyCrypto crypto = new RawKeyCrypto(new SecureRandom());
  private final Map<Socket, Long> handshakes = new ConcurrentHashMap<>();
  private final HandshakeDoor door;
  private final Set<TlsStream> streams = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable ServerSocket listening;
  private volatile @Nullable RawDataChannel receiver;

  public TlsListener(
      InetSocketAddress address,
      ServerLimits limits,
      Credentials credentials,
      HandshakeCounters counters,
      Sessions sessions) {
    this.address = address;
    this.limits = limits;
    this.credentials = credentials;
    this.counters = counters;
    this.sessions = sessions;
    this.door = new HandshakeDoor(limits.handshakes());
  }

  @Override
  public void start() throws IOException {
    var socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(address, BACKLOG);
    listening = socket;
    var unused = Thread.ofVirtual().name("tls-accept").start(() -> accept(socket));
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        Socket socket = from.accept();
        if (mayStart(SourceNet.of(socket.getInetAddress()))) {
          begin(socket);
        } else {
          socket.close();
        }
      } catch (IOException e) {
        // Out of descriptors, or closed; in the first case waiting connections go on waiting.
        if (!from.isClosed() && isOverAfterPause()) return;
      }
    }
  }

  private boolean isOverAfterPause() {
    try {
      return stopped.await(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private boolean mayStart(SourceNet source) {
    if (streams.size() >= limits.sessionsMax()) {
      counters.shed();
      return false;
    }
    return switch (door.enter(source)) {
      case ENTERED -> true;
      case SHED -> {
        counters.shed();
        yield false;
      }
      case LIMITED -> {
        counters.limited();
        yield false;
      }
    };
  }

  private void begin(Socket socket) {
    handshakes.put(socket, System.nanoTime());
    var unused = Thread.ofVirtual().name("tls-session").start(() -> serve(socket));
  }

  private void endHandshake(Socket socket) {
    if (handshakes.remove(socket) != null) door.leave(SourceNet.of(socket.getInetAddress()));
  }

  private void serve(Socket socket) {
    try (socket) {
      var remote = (InetSocketAddress) socket.getRemoteSocketAddress();
      socket.setTcpNoDelay(true);
      int timeMax = (int) limits.handshakes().timeMax().toMillis();
      socket.setSoTimeout(timeMax);
      var tls = new TlsServerProtocol(socket.getInputStream(), socket.getOutputStream());
      var handshake = new ServerHandshake(crypto, credentials, timeMax);
      tls.accept(handshake);
      PeerIdentity peer = handshake.peer();
      socket.setSoTimeout(0);
      counters.completed(false);
      var stream = new TlsStream(socket, tls);
      run(stream, new StreamContext(remote, sessions.admit(peer), stream), socket);
    } catch (IOException | RuntimeException e) {
      if (handshakes.containsKey(socket)) counters.failed();
    } finally {
      endHandshake(socket);
    }
  }

  private void run(TlsStream stream, StreamContext context, Socket socket) {
    streams.add(stream);
    endHandshake(socket);
    sessions.opened(context);
    try {
      var unused =
          stream.run(
              new TlsStream.Events() {
                @Override
                public void settled() {}

                @Override
                public void message(TcpFrame frame) {
                  deliver(frame, context);
                }
              });
    } finally {
      streams.remove(stream);
      sessions.closed(context);
    }
  }

  private void deliver(TcpFrame frame, StreamContext context) {
    RawDataChannel channel = receiver;
    if (channel == null) return;
    channel.receiveData(
        RawData.inbound(frame.bytes(), context, false, System.nanoTime(), getAddress()));
  }

  /// Closes what takes too long. To be called every few seconds.
  public void sweep() {
    long now = System.nanoTime();
    handshakes.forEach(
        (socket, begun) -> {
          if (now - begun > limits.handshakes().timeMax().toNanos()) close(socket);
        });
    for (TlsStream stream : streams) {
      if (stream.isStalled(limits.idleMax())) stream.close();
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket that cannot be closed", e);
    }
  }

  public void hangUp(EndpointContext session) {
    if (session instanceof StreamContext known) known.stream().release();
  }

  @Override
  public void stop() {
    ServerSocket socket = listening;
    if (socket == null) return;
    listening = null;
    stopped.countDown();
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket that cannot be closed", e);
    }
    streams.forEach(TlsStream::close);
    handshakes.keySet().forEach(TlsListener::close);
  }

  @Override
  public void destroy() {
    stop();
  }

  @Override
  public void send(RawData message) {
    if (message.getEndpointContext() instanceof StreamContext known) {
      known.stream().send(message, known);
    } else {
      message.onError(new IOException("no such session"));
    }
  }

  @Override
  public void setRawDataReceiver(RawDataChannel channel) {
    receiver = channel;
  }

  @Override
  public void setEndpointContextMatcher(EndpointContextMatcher matcher) {
    // A context names its stream; there is nothing to match.
  }

  @Override
  public InetSocketAddress getAddress() {
    ServerSocket socket = listening;
    return socket == null ? address : (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Override
  public String getProtocol() {
    return "TLS";
  }

  @Override
  public boolean isRunning() {
    return listening != null;
  }

  @Override
  public void processDatagram(DatagramPacket datagram) {
    throw new IllegalStateException("a stream has no datagrams");
  }
}
