// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.transaction;

import java.time.Duration;

/// When a request is sent again, and when it is given up.
///
/// @param first wait before the second time; doubles after every one
/// @param longest that a wait grows to
/// @param limit after the first time it is given up
public record Retransmission(Duration first, Duration longest, Duration limit) {

  // R-44, RFC 3261 §17.1.2.1: T1, T2 and Timer F. Eleven times in all.
  public static final Retransmission DRAFT =
      new Retransmission(Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(32));

  public Retransmission {
    if (!first.isPositive() || longest.compareTo(first) < 0 || limit.compareTo(first) < 0) {
      throw new IllegalArgumentException(first + " up to " + longest + " within " + limit);
    }
  }

  Duration after(Duration wait) {
    var doubled = wait.multipliedBy(2);
    return doubled.compareTo(longest) < 0 ? doubled : longest;
  }
}
