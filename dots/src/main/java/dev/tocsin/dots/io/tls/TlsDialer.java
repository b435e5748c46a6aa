// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.tls;

import dev.tocsin.dots.io.security.ServerProfile;
import dev.tocsin.dots.wire.tcp.TcpFrame;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.tls.TlsClientProtocol;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.RawDataChannel;
import org.jspecify.annotations.Nullable;

/// One outgoing connection for CoAP over TLS; used once.
public final class TlsDialer implements Connector {

  private final InetSocketAddress remote;
  private final Optional<InetAddress> local;
  private final ServerProfile profile;
  private final Duration handshakeMax;
  private final EndpointContext context;
  private final Socket socket = new Socket();
  private volatile @Nullable TlsStream stream;
  private volatile @Nullable RawDataChannel receiver;
  private volatile boolean running;

  public TlsDialer(
      InetSocketAddress remote,
      Optional<InetAddress> local,
      ServerProfile profile,
      Duration handshakeMax) {
    this.remote = remote;
    this.local = local;
    this.profile = profile;
    this.handshakeMax = handshakeMax;
    this.context = new AddressEndpointContext(remote);
  }

  /// @param up runs when the server has sent its settings, so after it has taken our credentials
  /// @param down told once, why there is no connection or no more
  public void dial(Runnable up, Consumer<String> down) {
    var unused = Thread.ofVirtual().name("tls-client").start(() -> down.accept(run(up)));
  }

  private String run(Runnable up) {
    try (socket) {
      if (local.isPresent()) socket.bind(new InetSocketAddress(local.get(), 0));
      socket.setTcpNoDelay(true);
      int millis = (int) handshakeMax.toMillis();
      socket.connect(remote, millis);
      socket.setSoTimeout(millis);
      var tls = new TlsClientProtocol(socket.getInputStream(), socket.getOutputStream());
      tls.connect(new ClientHandshake(new RawKeyCrypto(new SecureRandom()), profile, millis));
      var opened = new TlsStream(socket, tls);
      stream = opened;
      return opened.run(events(up));
    } catch (IOException | RuntimeException e) {
      String message = e.getMessage();
      return message == null ? e.getClass().getSimpleName() : message;
    }
  }

  private TlsStream.Events events(Runnable up) {
    return new TlsStream.Events() {
      @Override
      public void settled() {
        try {
          socket.setSoTimeout(0);
        } catch (IOException e) {
          throw new IllegalStateException("a closed socket that was read from", e);
        }
        up.run();
      }

      @Override
      public void message(TcpFrame frame) {
        RawDataChannel channel = receiver;
        if (channel == null) return;
        channel.receiveData(
            RawData.inbound(frame.bytes(), context, false, System.nanoTime(), getAddress()));
      }
    };
  }

  public void hangUp() {
    TlsStream open = stream;
    if (open != null) open.release();
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket that cannot be closed", e);
    }
  }

  @Override
  public void destroy() {
    stop();
  }

  @Override
  public void send(RawData message) {
    TlsStream open = stream;
    if (open == null) {
      message.onError(new IOException("not connected"));
    } else {
      open.send(message, context);
    }
  }

  @Override
  public void setRawDataReceiver(RawDataChannel channel) {
    receiver = channel;
  }

  @Override
  public void setEndpointContextMatcher(EndpointContextMatcher matcher) {
    // There is one peer.
  }

  @Override
  public InetSocketAddress getAddress() {
    return socket.getLocalSocketAddress() instanceof InetSocketAddress bound
        ? bound
        : new InetSocketAddress(0);
  }

  @Override
  public String getProtocol() {
    return "TLS";
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public void processDatagram(DatagramPacket datagram) {
    throw new IllegalStateException("a stream has no datagrams");
  }
}
