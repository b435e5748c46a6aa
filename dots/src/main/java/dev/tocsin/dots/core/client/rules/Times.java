// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.rules;

import java.time.Instant;

/// Comparing instants in words.
public final class Times {

  private Times() {}

  public static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  public static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
