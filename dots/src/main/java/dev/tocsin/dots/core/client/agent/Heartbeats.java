// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.RequestId;
import dev.tocsin.dots.core.client.rules.Pace;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Our half of a session's heartbeats (RFC 9132 §4.7), and the watch over the peer's half.
final class Heartbeats {

  private final Session session;
  private Instant next;
  private Instant expectedSince;
  private Optional<RequestId> waiting = Optional.empty();
  private boolean quiet;
  private int missing;

  Heartbeats(Session session, Instant now) {
    this.session = session;
    // Whatever the session was opened for goes first.
    this.next = now.plus(Pace.BLIND);
    this.expectedSince = now;
  }

  /// @param interval zero when heartbeats are off
  void tick(Duration interval, Instant now) {
    if (interval.isZero() || now.isBefore(next)) return;
    if (waiting.isPresent() && quiet) missing++;
    waiting.ifPresent(session::forget);
    quiet = true;
    next = now.plus(interval);
    // RFC 9132 §4.7: NON, and "true" as long as the peer's own came within two intervals.
    boolean peerHeard = now.isBefore(expectedSince.plus(interval.multipliedBy(2)));
    var request = new SignalRequest.Heartbeat(peerHeard);
    waiting = Optional.of(session.send(request, false, this::answered, now));
  }

  private void answered(RequestId id, SignalResponse response, boolean notification, Instant now) {
    waiting = Optional.empty();
  }

  /// The peer sent its own.
  void received(Instant now) {
    expectedSince = now;
  }

  void heardFromPeer() {
    quiet = false;
    missing = 0;
  }

  /// Consecutive ones without any answer.
  int missing() {
    return missing;
  }

  /// The interval may have become shorter.
  void rescheduled(Duration interval, Instant now) {
    if (interval.isZero()) return;
    var latest = now.plus(interval);
    if (next.isAfter(latest)) next = latest;
  }

  Instant deadline(Duration interval) {
    return interval.isZero() ? Instant.MAX : next;
  }
}
