// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.policy;

import java.time.Duration;
import java.util.Optional;

/// What a customer's requests have to be like, and what becomes of those that are accepted.
///
/// @param widest a request with a wider prefix is refused
/// @param approval which have to wait for a person
/// @param dryRun everything is decided, kept and audited, and no mitigator is told
public record Admission(Widths widest, Approval approval, boolean dryRun) {

  public static final Admission OPEN = new Admission(Widths.ANY, new Approval.Never(), false);

  /// The longest lifetime that a request which nobody has approved for longer gets by a refresh.
  public Optional<Duration> longestRefresh(long approvedSeconds) {
    return approval instanceof Approval.When rule && !rule.isLonger(approvedSeconds)
        ? rule.longer()
        : Optional.empty();
  }
}
