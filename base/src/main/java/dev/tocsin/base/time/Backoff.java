// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before trying again: twice as long after every failure, never below `min` nor
/// above `max`, and random by half so that many who failed together do not return together.
public final class Backoff {

  private final long minNanos;
  private final long maxNanos;
  private final RandomGenerator random;
  private long ceilingNanos;

  public Backoff(Duration min, Duration max, RandomGenerator random) {
    if (!min.isPositive() || max.compareTo(min) < 0) {
      throw new IllegalArgumentException("backoff from " + min + " to " + max);
    }
    this.minNanos = min.toNanos();
    this.maxNanos = max.toNanos();
    this.random = random;
    this.ceilingNanos = minNanos;
  }

  /// It failed once more: the wait before the next try.
  public Duration next() {
    ceilingNanos = ceilingNanos > maxNanos / 2 ? maxNanos : 2 * ceilingNanos;
    long floorNanos = Math.max(minNanos, ceilingNanos / 2);
    return Duration.ofNanos(
        floorNanos == ceilingNanos ? floorNanos : random.nextLong(floorNanos, ceilingNanos + 1));
  }

  /// It worked: the next failure waits shortly again.
  public void reset() {
    ceilingNanos = minNanos;
  }
}
