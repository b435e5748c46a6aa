// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.tls;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.io.link.Backlog;
import dev.tocsin.reload.io.link.Channel;
import dev.tocsin.reload.io.link.ChannelEvents;
import dev.tocsin.reload.io.link.LinkFigures;
import dev.tocsin.reload.io.link.LinkLimits;
import dev.tocsin.reload.wire.WireProfile;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.tls.TlsProtocol;
import org.jspecify.annotations.Nullable;

/// Messages over one TLS connection. One virtual thread reads and one writes, so that a peer that
/// does not read holds up nobody else; what waits for it is bounded.
final class TlsChannel implements Channel {

  private static final Duration LAST_WORDS_MAX = Duration.ofSeconds(2);

  private final Ends ends;
  private final Optional<PeerCertificate> certificate;
  private final InetSocketAddress remote;
  private final LinkFigures figures;
  private final Backlog outbox;
  private final AtomicReference<@Nullable String> why = new AtomicReference<>();

  /// @param isDialled whether this end began it
  record Ends(Socket socket, TlsProtocol tls, boolean isDialled) {}

  TlsChannel(
      Ends ends, Optional<PeerCertificate> certificate, LinkLimits limits, LinkFigures figures) {
    this.ends = ends;
    this.certificate = certificate;
    this.remote = (InetSocketAddress) ends.socket.getRemoteSocketAddress();
    this.figures = figures;
    this.outbox = Backlog.toSend(limits);
  }

  @Override
  public Optional<PeerCertificate> certificate() {
    return certificate;
  }

  @Override
  public RouteLogEntry.Link kind() {
    return RouteLogEntry.Link.TLS;
  }

  @Override
  public boolean isDialled() {
    return ends.isDialled;
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  // A stream takes what the profile can write.
  @Override
  public int messageBytesMax() {
    return Integer.MAX_VALUE;
  }

  @Override
  public boolean send(byte[] message) {
    if (outbox.add(message)) return true;
    figures.overflowed();
    return false;
  }

  @Override
  public void close(String reason) {
    why.compareAndSet(null, reason);
    outbox.close();
  }

  /// Reads until it ends; {@link ChannelEvents#opened} was told.
  void run(WireProfile profile, int messageBytesMax, ChannelEvents events) {
    var writer = Thread.ofVirtual().name("reload-tls-writer").start(this::write);
    try {
      read(new MessageStream(profile, messageBytesMax), events);
      close("the peer closed it");
    } catch (WireException e) {
      figures.malformed();
      close("it sent no message of this overlay: " + e.getMessage());
    } catch (IOException e) {
      close("it broke: " + e.getMessage());
    } finally {
      outbox.close();
      join(writer);
      shut();
      figures.ended();
      var reason = why.get();
      events.closed(this, reason == null ? "an error of this program" : reason);
    }
  }

  private void read(MessageStream stream, ChannelEvents events) throws IOException {
    var in = ends.tls.getInputStream();
    for (var message = stream.next(in); message != null; message = stream.next(in)) {
      events.received(this, message);
    }
  }

  private static void join(Thread writer) {
    try {
      if (!writer.join(LAST_WORDS_MAX)) writer.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    try {
      OutputStream out = ends.tls.getOutputStream();
      for (var next = outbox.take(); next != null; next = outbox.take()) {
        out.write(next);
        if (outbox.isEmpty()) out.flush();
      }
      ends.tls.close();
    } catch (IOException e) {
      close("it broke: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // Ends the reading, too.
      shut();
    }
  }

  /// Ends it at once.
  void shut() {
    outbox.close();
    try {
      ends.socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket that cannot be closed", e);
    }
  }
}
