// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.triggers.thresholds;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Counters to rates, from one sample to the next.
final class Rates {

  private static final long WRAP = 1L << 32;

  private @Nullable Sample last;
  private Instant lastTime = Instant.MIN;

  /// What can be said now: no rate on the first sample, after counters began anew, or when the
  /// clock stood still or went back.
  Map<Measure, Double> next(Sample sample, Instant now) {
    var values = new EnumMap<Measure, Double>(Measure.class);
    sample.connections().ifPresent(n -> values.put(Measure.CONNECTIONS, (double) n));
    sample.halfOpen().ifPresent(n -> values.put(Measure.HALF_OPEN, (double) n));
    sample.sources().ifPresent(n -> values.put(Measure.SOURCES, (double) n));
    if (last != null && now.isAfter(lastTime)) {
      double seconds = Duration.between(lastTime, now).toNanos() / 1e9;
      growth(last.packets(), sample.packets())
          .ifPresent(n -> values.put(Measure.PACKETS_PER_SECOND, n / seconds));
      growth(last.bytes(), sample.bytes())
          .ifPresent(n -> values.put(Measure.BITS_PER_SECOND, n * 8 / seconds));
    }
    last = sample;
    lastTime = now;
    return values;
  }

  private static OptionalLong growth(OptionalLong before, OptionalLong after) {
    if (before.isEmpty() || after.isEmpty()) return OptionalLong.empty();
    long old = before.getAsLong();
    long growth = after.getAsLong() - old;
    if (growth >= 0) return OptionalLong.of(growth);
    // Some drivers count in 32 bits. Gone from the last quarter to the first, the counter wrapped;
    // anything else is a counter that began anew, which says nothing.
    boolean wrapped = old < WRAP && old >= WRAP / 4 * 3 && after.getAsLong() < WRAP / 4;
    return wrapped ? OptionalLong.of(growth + WRAP) : OptionalLong.empty();
  }
}
