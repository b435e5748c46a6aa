// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data.rules;

import java.time.Duration;
import java.time.Instant;

/// Pending lifetimes are told in minutes (RFC 8783 §4.3).
public final class Minutes {

  private Minutes() {}

  /// Rounded up, so that nothing is over before it is told to be.
  public static int until(Instant end, Instant now) {
    long seconds = Math.max(0, Duration.between(now, end).plusNanos(999_999_999).toSeconds());
    return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(seconds, 60));
  }
}
