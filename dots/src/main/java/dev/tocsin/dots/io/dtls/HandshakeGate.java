// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import dev.tocsin.dots.io.security.HandshakeCounters;
import dev.tocsin.dots.io.security.ServerLimits;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.eclipse.californium.scandium.DatagramFilter;
import org.eclipse.californium.scandium.dtls.Connection;
import org.eclipse.californium.scandium.dtls.DTLSContext;
import org.eclipse.californium.scandium.dtls.Handshaker;
import org.eclipse.californium.scandium.dtls.Record;
import org.eclipse.californium.scandium.dtls.ResumingServerHandshaker;
import org.eclipse.californium.scandium.dtls.SessionAdapter;
import org.eclipse.californium.scandium.dtls.SessionListener;

/// Sheds a flood of DTLS handshakes before any cryptography: a ClientHello is dropped while too
/// many handshakes are under way, in all or from its address, or while there is no room for a
/// session. Open sessions are never touched.
public final class HandshakeGate implements DatagramFilter {

  private static final byte HANDSHAKE = 22;
  private static final byte CLIENT_HELLO = 1;
  private static final int EPOCH = 3;
  private static final int MESSAGE_TYPE = 13;

  private final ServerLimits limits;
  private final HandshakeCounters counters;
  private final BooleanSupplier isFull;
  private final Map<Handshaker, InetAddress> underWay = new ConcurrentHashMap<>();
  private final Map<InetAddress, Integer> perSource = new ConcurrentHashMap<>();

  public HandshakeGate(ServerLimits limits, HandshakeCounters counters, BooleanSupplier isFull) {
    this.limits = limits;
    this.counters = counters;
    this.isFull = isFull;
  }

  @Override
  public boolean onReceiving(DatagramPacket packet) {
    if (!isClientHello(packet) || mayStart(packet.getAddress())) return true;
    counters.shed();
    return false;
  }

  private boolean mayStart(InetAddress source) {
    return underWay.size() < limits.handshakesMax()
        && perSource.getOrDefault(source, 0) < limits.handshakesPerSourceMax()
        && !isFull.getAsBoolean();
  }

  // RFC 6347 §4.1, §4.2.2: type, version, epoch, sequence number, length, then the message type.
  private static boolean isClientHello(DatagramPacket packet) {
    byte[] data = packet.getData();
    int start = packet.getOffset();
    return packet.getLength() > MESSAGE_TYPE
        && data[start] == HANDSHAKE
        && data[start + EPOCH] == 0
        && data[start + EPOCH + 1] == 0
        && data[start + MESSAGE_TYPE] == CLIENT_HELLO;
  }

  @Override
  public boolean onReceiving(Record record, Connection connection) {
    return true;
  }

  @Override
  public boolean onMacError(Record record, Connection connection) {
    return false;
  }

  public SessionListener listener() {
    return new SessionAdapter() {
      @Override
      public void handshakeStarted(Handshaker handshaker) {
        InetAddress source = handshaker.getPeerAddress().getAddress();
        if (underWay.put(handshaker, source) == null) perSource.merge(source, 1, Integer::sum);
      }

      @Override
      public void contextEstablished(Handshaker handshaker, DTLSContext context) {
        if (leave(handshaker)) counters.completed(isResumption(handshaker));
      }

      @Override
      public void handshakeFailed(Handshaker handshaker, Throwable error) {
        if (leave(handshaker)) counters.failed();
      }
    };
  }

  private static boolean isResumption(Handshaker handshaker) {
    return handshaker instanceof ResumingServerHandshaker resuming && !resuming.isFullHandshake();
  }

  private boolean leave(Handshaker handshaker) {
    InetAddress source = underWay.remove(handshaker);
    if (source == null) return false;
    perSource.computeIfPresent(source, (_, count) -> count > 1 ? count - 1 : null);
    return true;
  }
}
