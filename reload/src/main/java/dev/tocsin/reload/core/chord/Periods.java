// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import dev.tocsin.reload.core.chord.ChordParameters.Recovery;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// When a peer does what it does from time to time.
final class Periods {

  private static final Duration RETRY = Duration.ofSeconds(4);

  private final Recovery recovery;
  private final RandomGenerator random;
  private Instant updateAt = Instant.MAX;
  private Instant pingAt = Instant.MAX;
  private Instant retryAt = Instant.MAX;

  Periods(Recovery recovery, RandomGenerator random) {
    this.recovery = recovery;
    this.random = random;
  }

  // CH-13: not all at once.
  void begin(Instant now) {
    updateAt = now.plus(fraction(recovery.updateEvery()));
    pingAt = now.plus(fraction(recovery.pingEvery()));
  }

  void stop() {
    updateAt = Instant.MAX;
    pingAt = Instant.MAX;
    retryAt = Instant.MAX;
  }

  /// @return whether neighbours are to be told now; if so, that is planned again
  boolean isUpdateDue(Instant now) {
    if (updateAt.isAfter(now)) return false;
    updateAt = now.plus(spread(recovery.updateEvery()));
    return true;
  }

  /// @return whether a finger is to be checked now; if so, that is planned again
  boolean isPingDue(Instant now) {
    if (pingAt.isAfter(now)) return false;
    pingAt = now.plus(spread(recovery.pingEvery()));
    return true;
  }

  /// @return whether what went wrong is to be tried again now; that is not planned again
  boolean isRetryDue(Instant now) {
    if (retryAt.isAfter(now)) return false;
    retryAt = Instant.MAX;
    return true;
  }

  void retryAfter(Duration wait, Instant now) {
    retryAt = now.plus(wait);
  }

  void retrySoon(Instant now) {
    retryAfter(spread(RETRY), now);
  }

  boolean isRetryPlanned() {
    return !retryAt.equals(Instant.MAX);
  }

  Instant deadline() {
    var first = updateAt.isBefore(pingAt) ? updateAt : pingAt;
    return retryAt.isBefore(first) ? retryAt : first;
  }

  private Duration fraction(Duration period) {
    return Duration.ofNanos(random.nextLong(1, period.toNanos() + 1));
  }

  private Duration spread(Duration period) {
    return period.dividedBy(2).plus(fraction(period));
  }
}
