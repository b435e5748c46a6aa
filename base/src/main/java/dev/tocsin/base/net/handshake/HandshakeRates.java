// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net.handshake;

import dev.tocsin.base.net.SourceNet;
import dev.tocsin.base.run.Latest;
import dev.tocsin.base.time.TokenBucket;
import java.time.Instant;
import java.time.InstantSource;

/// How often full handshakes may begin, in all and from one source. Callable from any thread.
///
/// Only a source that is known to be real is charged: over UDP one that has returned its cookie, so
/// that nobody can use up what belongs to somebody else.
public final class HandshakeRates {

  private static final int SOURCES_MAX = 65_536;

  private final Handshakes limits;
  private final InstantSource clock;
  private final TokenBucket all;
  private final Latest<SourceNet, TokenBucket> perSource;

  /// @param clock must not be set back
  public HandshakeRates(Handshakes limits, InstantSource clock) {
    this(limits, clock, SOURCES_MAX);
  }

  HandshakeRates(Handshakes limits, InstantSource clock, int sourcesMax) {
    this.limits = limits;
    this.clock = clock;
    this.all = new TokenBucket(limits.perSecond(), limits.max());
    // A forgotten source may begin anew; the rate for all still holds.
    this.perSource = new Latest<>(sourcesMax);
  }

  /// By the system's clock that only goes forward.
  public static HandshakeRates of(Handshakes limits) {
    long start = System.nanoTime();
    return new HandshakeRates(limits, () -> Instant.EPOCH.plusNanos(System.nanoTime() - start));
  }

  /// Whether a handshake from there may begin; charges nobody.
  public synchronized boolean allows(SourceNet source) {
    var now = clock.instant();
    if (all.isEmpty(now)) return false;
    return perSource.get(source).filter(own -> own.isEmpty(now)).isEmpty();
  }

  /// A handshake has begun.
  public synchronized void began(SourceNet source) {
    var now = clock.instant();
    all.take(now);
    perSource
        .orMake(source, _ -> new TokenBucket(limits.perSourcePerSecond(), limits.perSourceMax()))
        .take(now);
  }
}
