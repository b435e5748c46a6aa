// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.io.link.Backlog;
import dev.tocsin.reload.io.link.Channel;
import dev.tocsin.reload.io.link.ChannelEvents;
import dev.tocsin.reload.io.link.LinkFigures;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;

/// Messages in the records of one DTLS association. One virtual thread reads and writes: Bouncy
/// Castle's record layer repeats the end of a handshake while it reads, and what another thread
/// wrote meanwhile would go out unencrypted.
// "exactly one message or fragment per record".
final class DtlsChannel implements Channel {

  private final Agreed agreed;
  private final boolean isDialled;
  private final RemoteEnd end;
  private final LinkFigures figures;
  private final long silenceNanosMax;
  private final Backlog outbox;
  private final AtomicReference<@Nullable String> why = new AtomicReference<>();
  private long heardNanos = System.nanoTime();
  private boolean isAccepted;

  /// What a handshake led to.
  record Agreed(DTLSTransport records, Optional<PeerCertificate> certificate) {}

  DtlsChannel(
      Agreed agreed, boolean isDialled, RemoteEnd end, DtlsPort.Rules rules, LinkFigures figures) {
    this.agreed = agreed;
    this.isDialled = isDialled;
    this.end = end;
    this.figures = figures;
    this.silenceNanosMax = rules.silenceMax().toNanos();
    this.outbox = Backlog.toSend(rules.limits());
  }

  @Override
  public Optional<PeerCertificate> certificate() {
    return agreed.certificate;
  }

  @Override
  public RouteLogEntry.Link kind() {
    return RouteLogEntry.Link.DTLS;
  }

  @Override
  public boolean isDialled() {
    return isDialled;
  }

  @Override
  public InetSocketAddress remote() {
    return end.remote();
  }

  // TR-2.
  @Override
  public int messageBytesMax() {
    return end.width().messageBytesMax();
  }

  @Override
  public boolean send(byte[] message) {
    if (message.length == 0) throw new IllegalArgumentException("a message of no bytes");
    if (message.length <= messageBytesMax() && outbox.add(message)) {
      end.wake();
      return true;
    }
    figures.overflowed();
    return false;
  }

  @Override
  public void close(String reason) {
    why.compareAndSet(null, reason);
    outbox.close();
    end.wake();
  }

  /// Reads and writes until it ends; {@link ChannelEvents#opened} was told.
  void run(ChannelEvents events) {
    try {
      converse(events);
      agreed.records.close();
    } catch (IOException e) {
      close("it broke: " + e.getMessage());
    } finally {
      outbox.close();
      figures.ended();
      var reason = why.get();
      events.closed(this, reason == null ? "an error of this program" : reason);
    }
  }

  private void converse(ChannelEvents events) throws IOException {
    while (!outbox.isOver()) {
      int datagramBytes = end.next();
      if (datagramBytes > 0) read(datagramBytes, events);
      if (end.isClosed()) {
        close("the peer closed it");
        return;
      }
      byte[] message = outbox.poll();
      if (message != null) write(message);
      else if (datagramBytes == 0) rest();
    }
  }

  private void rest() {
    long left = heardNanos + silenceNanosMax - System.nanoTime();
    if (left > 0) end.await(left);
    else close("the peer was silent for " + Duration.ofNanos(silenceNanosMax));
  }

  // None of its records is larger than the datagram.
  private void read(int datagramBytes, ChannelEvents events) throws IOException {
    var buffer = new byte[datagramBytes];
    isAccepted = false;
    tell(buffer, first(buffer), events);
    int more = agreed.records.receivePending(buffer, 0, buffer.length, this::accepted);
    while (more >= 0) {
      tell(buffer, more, events);
      more = agreed.records.receivePending(buffer, 0, buffer.length, this::accepted);
    }
    // PE-1: what was replayed or changed on its way, or comes from somebody else.
    if (!isAccepted) figures.discarded();
  }

  private int first(byte[] buffer) throws IOException {
    try {
      return agreed.records.receive(buffer, 0, buffer.length, 0, this::accepted);
    } catch (InterruptedIOException _) {
      // There was no message in it.
      return -1;
    }
  }

  private void accepted(int flags) {
    isAccepted = true;
  }

  private void tell(byte[] buffer, int bytes, ChannelEvents events) {
    if (bytes < 0) return;
    heardNanos = System.nanoTime();
    if (bytes > 0) events.received(this, Arrays.copyOf(buffer, bytes));
  }

  private void write(byte[] message) throws IOException {
    // The way has become narrower since it was taken.
    if (message.length > messageBytesMax()) figures.overflowed();
    else agreed.records.send(message, 0, message.length);
  }
}
