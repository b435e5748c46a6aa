// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.watch;

import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.MitigationState;
import java.time.Duration;
import java.time.Instant;

/// Judges an attack by what its filters drop: statuses 1, 2 and 3 of RFC 9132 Table 3.
///
/// In progress until drops have been seen in several reports in a row, then successfully mitigated;
/// stopped when nothing was dropped for a while; back when drops return. A client that says it is
/// still under attack (§4.4.3) holds the status at in progress for a while.
public final class AttackWatch {

  /// @param quiet without drops for so long, the attack has stopped
  /// @param steadyReports reports in a row with drops until it counts as mitigated
  /// @param packetsMin packets dropped between two reports from which an attack is seen; below it
  ///   is noise
  /// @param efficacyHolds how long a client's word counts
  public record Thresholds(
      Duration quiet, int steadyReports, long packetsMin, Duration efficacyHolds) {
    public static final Thresholds DEFAULT =
        new Thresholds(Duration.ofSeconds(60), 2, 1, Duration.ofSeconds(60));
  }

  private final Thresholds thresholds;
  private MitigationState state = MitigationState.IN_PROGRESS;
  private boolean isMeasured;
  private int reportsWithDrops;
  private Instant lastDrop;
  private Instant underAttackUntil = Instant.MIN;

  public AttackWatch(Thresholds thresholds, Instant now) {
    this.thresholds = thresholds;
    this.lastDrop = now;
  }

  public MitigationState state() {
    return state;
  }

  /// The filters stand from now on: quiet is counted from here.
  public void enabled(Instant now) {
    if (!isMeasured) lastDrop = now;
  }

  /// Filters have dropped so much more since their report before.
  ///
  /// @param byAll whether everything that acts against the attack is measured: where it is not,
  ///   quiet proves nothing
  public void dropped(long more, boolean byAll, Instant now) {
    isMeasured = true;
    if (more >= thresholds.packetsMin()) drops(now);
    else if (byAll) noDrops(now);
  }

  private void drops(Instant now) {
    lastDrop = now;
    reportsWithDrops++;
    boolean mitigated =
        reportsWithDrops >= thresholds.steadyReports() && !now.isBefore(underAttackUntil);
    if (mitigated) state = MitigationState.SUCCESSFULLY_MITIGATED;
    else if (state == MitigationState.ATTACK_STOPPED) state = MitigationState.IN_PROGRESS;
  }

  private void noDrops(Instant now) {
    if (now.isBefore(lastDrop.plus(thresholds.quiet())) || now.isBefore(underAttackUntil)) return;
    reportsWithDrops = 0;
    state = MitigationState.ATTACK_STOPPED;
  }

  /// RFC 9132 §4.4.3: what the client sees.
  public void told(AttackStatus status, Instant now) {
    switch (status) {
      case UNDER_ATTACK -> {
        underAttackUntil = now.plus(thresholds.efficacyHolds());
        state = MitigationState.IN_PROGRESS;
      }
      case SUCCESSFULLY_MITIGATED -> {
        underAttackUntil = Instant.MIN;
        if (reportsWithDrops > 0 && state == MitigationState.IN_PROGRESS) {
          state = MitigationState.SUCCESSFULLY_MITIGATED;
        }
      }
    }
  }
}
