// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.californium.scandium.dtls.Random;
import org.eclipse.californium.scandium.dtls.SessionId;

/// Resumptions under way whose clients have not shown yet that they receive at their address. Any
/// thread may call.
///
/// RFC 6347 §4.2.1 lets a server begin without a cookie where it may cause no harm. One who forges
/// the source of a hello must know a session id, and gets with it one handshake at a time, whose
/// flight is not much longer than his hello, and all of them together get {@link #MAX}; above that,
/// cookies are asked for again.
public final class UnprovenResumptions {

  /// A flight has some 180 bytes and is repeated a dozen times at most: 10 kB/s to strangers if all
  /// of these are forged.
  static final int MAX = 256;

  /// As long as a handshake may take with all its repetitions, and some more.
  static final Duration TIME_MAX = Duration.ofSeconds(60);

  private static final class UnderWay {
    final Random hello;
    final InetSocketAddress from;
    final Instant since;
    int datagrams = 1;

    UnderWay(Random hello, InetSocketAddress from, Instant since) {
      this.hello = hello;
      this.from = from;
      this.since = since;
    }
  }

  private final InstantSource clock;
  private final Map<SessionId, UnderWay> bySession = new HashMap<>();

  public UnprovenResumptions(InstantSource clock) {
    this.clock = clock;
  }

  /// Notes a hello without a cookie that asks for a session.
  ///
  /// @return whether to go on with the datagram; not if it is another's, sent from elsewhere
  synchronized boolean arrives(SessionId session, Random hello, InetSocketAddress from) {
    var known = bySession.get(session);
    var now = clock.instant();
    if (known == null || isOver(known, now)) {
      if (hasRoom(now)) bySession.put(session, new UnderWay(hello, from, now));
      return true;
    }
    if (!known.hello.equals(hello)) return true;
    if (!known.from.equals(from)) return false;
    known.datagrams++;
    return true;
  }

  private boolean hasRoom(Instant now) {
    if (bySession.size() >= MAX) bySession.values().removeIf(each -> isOver(each, now));
    return bySession.size() < MAX;
  }

  private static boolean isOver(UnderWay one, Instant now) {
    return now.isAfter(one.since.plus(TIME_MAX));
  }

  /// Where a noted hello came from, once for each of its datagrams; empty if a cookie is needed.
  synchronized Optional<InetSocketAddress> take(SessionId session, Random hello) {
    var known = bySession.get(session);
    if (known == null || !known.hello.equals(hello) || known.datagrams == 0) {
      return Optional.empty();
    }
    known.datagrams--;
    return Optional.of(known.from);
  }

  synchronized void end(SessionId session) {
    bySession.remove(session);
  }

  synchronized void end(InetSocketAddress from) {
    bySession.values().removeIf(each -> each.from.equals(from));
  }
}
