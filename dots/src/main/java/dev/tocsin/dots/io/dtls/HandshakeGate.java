// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import dev.tocsin.base.net.SourceNet;
import dev.tocsin.base.net.handshake.HandshakeRates;
import dev.tocsin.dots.io.security.HandshakeCounters;
import dev.tocsin.dots.io.security.ServerLimits;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.eclipse.californium.scandium.DatagramFilter;
import org.eclipse.californium.scandium.dtls.Connection;
import org.eclipse.californium.scandium.dtls.DTLSContext;
import org.eclipse.californium.scandium.dtls.Handshaker;
import org.eclipse.californium.scandium.dtls.Random;
import org.eclipse.californium.scandium.dtls.Record;
import org.eclipse.californium.scandium.dtls.ResumingServerHandshaker;
import org.eclipse.californium.scandium.dtls.SessionAdapter;
import org.eclipse.californium.scandium.dtls.SessionId;
import org.eclipse.californium.scandium.dtls.SessionListener;

/// Sheds a flood of DTLS handshakes before any cryptography: a ClientHello is dropped while too
/// many handshakes are under way, in all or from its source, or while there is no room for a
/// session; and while full handshakes begin too often, unless it resumes a session. Open sessions
/// are never touched.
public final class HandshakeGate implements DatagramFilter {

  private static final byte HANDSHAKE = 22;
  private static final byte CLIENT_HELLO = 1;
  private static final int EPOCH = 3;
  private static final int MESSAGE_TYPE = 13;
  private static final int RANDOM = MESSAGE_TYPE + 12 + 2;
  private static final int RANDOM_BYTES = 32;
  private static final int SESSION_ID = RANDOM + RANDOM_BYTES;
  private static final int SESSION_ID_MAX = 32;

  private final ServerLimits limits;
  private final HandshakeCounters counters;
  private final BooleanSupplier isFull;
  private final Predicate<SessionId> isResumable;
  private final UnprovenResumptions unproven;
  private final HandshakeRates rates;
  private final Map<Handshaker, SourceNet> underWay = new ConcurrentHashMap<>();
  private final Map<SourceNet, Integer> perSource = new ConcurrentHashMap<>();

  public HandshakeGate(
      ServerLimits limits,
      HandshakeCounters counters,
      BooleanSupplier isFull,
      Predicate<SessionId> isResumable,
      UnprovenResumptions unproven) {
    this.limits = limits;
    this.counters = counters;
    this.isFull = isFull;
    this.isResumable = isResumable;
    this.unproven = unproven;
    this.rates = HandshakeRates.of(limits.handshakes());
  }

  @Override
  public boolean onReceiving(DatagramPacket packet) {
    if (!isClientHello(packet)) return true;
    var source = SourceNet.of(packet.getAddress());
    if (!hasRoom(source)) {
      counters.shed();
      return false;
    }
    var session = sessionId(packet);
    boolean resumes = !session.isEmpty() && isResumable.test(session);
    if (!resumes && !rates.allows(source)) {
      counters.limited();
      return false;
    }
    return !resumes || hasCookie(packet, session) || begins(session, packet);
  }

  private boolean begins(SessionId session, DatagramPacket packet) {
    int at = packet.getOffset() + RANDOM;
    var hello = new Random(Arrays.copyOfRange(packet.getData(), at, at + RANDOM_BYTES));
    if (unproven.arrives(session, hello, (InetSocketAddress) packet.getSocketAddress()))
      return true;
    counters.shed();
    return false;
  }

  private boolean hasRoom(SourceNet source) {
    return underWay.size() < limits.handshakes().max()
        && perSource.getOrDefault(source, 0) < limits.handshakes().perSourceMax()
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

  // RFC 6347 §4.2.2, RFC 5246 §7.4.1.2: handshake header, version, random, then the session id.
  private static SessionId sessionId(DatagramPacket packet) {
    byte[] data = packet.getData();
    int at = packet.getOffset() + SESSION_ID;
    int end = packet.getOffset() + packet.getLength();
    int length = at < end ? data[at] & 0xff : 0;
    if (length > SESSION_ID_MAX || at + 1 + length > end) return SessionId.emptySessionId();
    return new SessionId(Arrays.copyOfRange(data, at + 1, at + 1 + length));
  }

  // RFC 6347 §4.2.1: the cookie follows the session id, with its length in front.
  private static boolean hasCookie(DatagramPacket packet, SessionId session) {
    int at = packet.getOffset() + SESSION_ID + 1 + session.length();
    return at < packet.getOffset() + packet.getLength() && packet.getData()[at] != 0;
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
        var source = SourceNet.of(handshaker.getPeerAddress().getAddress());
        if (underWay.put(handshaker, source) != null) return;
        perSource.merge(source, 1, Integer::sum);
        if (!(handshaker instanceof ResumingServerHandshaker)) rates.began(source);
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
    var source = underWay.remove(handshaker);
    if (source == null) return false;
    if (handshaker instanceof ResumingServerHandshaker) unproven.end(handshaker.getPeerAddress());
    // Only now is it known that there was nothing to resume.
    if (handshaker instanceof ResumingServerHandshaker && !isResumption(handshaker)) {
      rates.began(source);
    }
    perSource.computeIfPresent(source, (_, count) -> count > 1 ? count - 1 : null);
    return true;
  }
}
