// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How fast one session may send. RFC 9132 §4.4, RFC 8085 §3.1.3: at most one datagram per round
/// trip on average, and without an estimate of it one every 3 seconds.
public final class Pace {

  public static final Duration BLIND = Duration.ofSeconds(3);
  // An estimate that nothing has confirmed for this long says nothing about a link that fills up.
  private static final Duration ESTIMATE_HOLDS = Duration.ofSeconds(10);
  private static final Duration RETRANSMIT_MIN = Duration.ofSeconds(1);
  private static final Duration STREAM_RETRANSMIT = Duration.ofSeconds(10);

  private final boolean datagrams;
  private Optional<Duration> smoothed = Optional.empty();
  private Duration variation = Duration.ZERO;
  private Instant lastSent = Instant.MIN;
  private Instant lastHeard = Instant.MIN;

  public Pace(boolean datagrams) {
    this.datagrams = datagrams;
  }

  public void sent(Instant now) {
    lastSent = now;
  }

  public void heard(Instant now) {
    lastHeard = now;
  }

  /// RFC 6298 §2; only from requests that were sent once (Karn).
  public void measured(Duration roundTrip) {
    if (smoothed.isEmpty()) {
      smoothed = Optional.of(roundTrip);
      variation = roundTrip.dividedBy(2);
      return;
    }
    var before = smoothed.get();
    variation = variation.multipliedBy(3).plus(before.minus(roundTrip).abs()).dividedBy(4);
    smoothed = Optional.of(before.multipliedBy(7).plus(roundTrip).dividedBy(8));
  }

  public boolean isReady(Instant now) {
    return !readyAt(now).isAfter(now);
  }

  public Instant readyAt(Instant now) {
    if (!datagrams || lastSent.equals(Instant.MIN)) return Instant.MIN;
    return lastSent.plus(estimate(now).orElse(BLIND));
  }

  /// When to send the same request once more.
  public Duration retransmitAfter(Instant now) {
    if (!datagrams) return STREAM_RETRANSMIT;
    return estimate(now).map(this::timeout).orElse(BLIND);
  }

  private Duration timeout(Duration estimate) {
    var timeout = estimate.plus(variation.multipliedBy(4));
    if (timeout.compareTo(RETRANSMIT_MIN) < 0) return RETRANSMIT_MIN;
    return timeout.compareTo(BLIND) > 0 ? BLIND : timeout;
  }

  private Optional<Duration> estimate(Instant now) {
    if (lastHeard.equals(Instant.MIN) || now.isAfter(lastHeard.plus(ESTIMATE_HOLDS))) {
      return Optional.empty();
    }
    return smoothed;
  }
}
