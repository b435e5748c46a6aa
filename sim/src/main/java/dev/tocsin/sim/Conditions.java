// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.sim;

import java.time.Duration;

/// What a {@link SimNetwork} does to messages. Shares are probabilities from 0 to 1.
///
/// @param delay every message takes this long, and up to as long again
/// @param reordered share that is held back further, up to ten times the delay
public record Conditions(double lost, double duplicated, double reordered, Duration delay) {

  public static final Conditions CALM = new Conditions(0, 0, 0, Duration.ofMillis(10));

  public Conditions {
    requireShare("lost", lost);
    requireShare("duplicated", duplicated);
    requireShare("reordered", reordered);
    if (delay.isNegative()) throw new IllegalArgumentException("delay " + delay + " is negative");
  }

  public Conditions losing(double share) {
    return new Conditions(share, duplicated, reordered, delay);
  }

  public Conditions duplicating(double share) {
    return new Conditions(lost, share, reordered, delay);
  }

  public Conditions reordering(double share) {
    return new Conditions(lost, duplicated, share, delay);
  }

  private static void requireShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " " + share + " is not within 0 and 1");
    }
  }
}
