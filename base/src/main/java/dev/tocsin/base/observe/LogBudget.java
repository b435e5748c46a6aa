// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.tocsin.base.time.TokenBucket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/// Keeps hostile peers and full disks from flooding the log: lines of one kind, that is from one
/// place in the code, have a burst and then a steady rate. The first line after a gap says how many
/// were left out. Debugging is not limited. Callable from any thread.
final class LogBudget extends TurboFilter {

  /// Enough for every session of a small server; a flood is cut short within a screen or two.
  static final int BURST = 100;

  private static final double PER_SECOND = 1;
  private static final int KINDS_MAX = 1_024;
  private static final String LEFT_OUT = "{} lines like the next one were left out";

  private final InstantSource clock;
  private final ConcurrentHashMap<String, Kind> kinds = new ConcurrentHashMap<>();

  private static final class Kind {
    private final TokenBucket bucket = new TokenBucket(PER_SECOND, BURST);
    private long leftOut;

    /// @return how many were left out before; negative if this one is, too
    synchronized long take(Instant now) {
      if (!bucket.take(now)) {
        leftOut++;
        return -1;
      }
      var before = leftOut;
      leftOut = 0;
      return before;
    }
  }

  LogBudget(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    // Without a format somebody only asks whether a level is on.
    if (format == null || format.equals(LEFT_OUT)) return FilterReply.NEUTRAL;
    if (!level.isGreaterOrEqual(Level.INFO)) return FilterReply.NEUTRAL;
    if (!level.isGreaterOrEqual(logger.getEffectiveLevel())) return FilterReply.NEUTRAL;
    var leftOut = kind(logger.getName(), format).take(clock.instant());
    if (leftOut < 0) return FilterReply.DENY;
    if (leftOut > 0) logger.warn(LEFT_OUT, leftOut);
    return FilterReply.NEUTRAL;
  }

  /// Libraries may build their formats from what they received: once there are too many, all of a
  /// logger's count as one.
  private Kind kind(String logger, String format) {
    var key = kinds.size() < KINDS_MAX ? logger + " " + format : logger;
    return kinds.computeIfAbsent(key, _ -> new Kind());
  }
}
