// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.time;

import java.time.Duration;
import java.time.Instant;

/// A rate limit that forgives bursts: it refills steadily up to `burst`, and every take costs a
/// token. Starts full. One thread at a time.
public final class TokenBucket {

  private final double ratePerSecond;
  private final double burst;
  private double tokens;
  private Instant filled = Instant.MIN;

  /// @param ratePerSecond tokens that come back each second, above zero
  /// @param burst tokens it holds at most, at least one
  public TokenBucket(double ratePerSecond, double burst) {
    if (!(ratePerSecond > 0) || ratePerSecond == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("rate " + ratePerSecond + " per second is not above 0");
    }
    if (!(burst >= 1)) throw new IllegalArgumentException("burst " + burst + " is below 1");
    this.ratePerSecond = ratePerSecond;
    this.burst = burst;
    this.tokens = burst;
  }

  /// Takes one token if there is one.
  public boolean take(Instant now) {
    return tryTake(1, now);
  }

  /// Takes all `n` tokens or none. More than the burst is never granted.
  public boolean tryTake(int n, Instant now) {
    if (n < 0) throw new IllegalArgumentException("cannot take " + n + " tokens");
    refill(now);
    if (tokens < n) return false;
    tokens -= n;
    return true;
  }

  /// Whether not even one token is left.
  public boolean isEmpty(Instant now) {
    refill(now);
    return tokens < 1;
  }

  /// Whether it is as full as it can be: a table of buckets may forget this one.
  public boolean isFull(Instant now) {
    refill(now);
    return tokens >= burst;
  }

  private void refill(Instant now) {
    // A clock that was set back grants nothing and takes nothing away.
    if (!now.isAfter(filled)) return;
    if (!filled.equals(Instant.MIN)) {
      tokens = Math.min(burst, tokens + seconds(Duration.between(filled, now)) * ratePerSecond);
    }
    filled = now;
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }
}
