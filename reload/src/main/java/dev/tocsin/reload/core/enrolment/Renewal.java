// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.enrolment;

import java.time.Duration;
import java.time.Instant;

/// When a certificate is to be renewed (CE-2): when a third of its time is left, so that a server
/// that is down for a while harms nobody.
///
/// @param obtained when it came, by the clock of whoever holds it
/// @param ends when it does
public record Renewal(Instant obtained, Instant ends) {

  public Instant due() {
    var life = Duration.between(obtained, ends);
    return life.isPositive() ? ends.minus(life.dividedBy(3)) : obtained;
  }

  public boolean isDue(Instant now) {
    return !now.isBefore(due());
  }
}
