// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.migration;

import dev.tocsin.sim.Conditions;
import java.time.Duration;

/// What a simulated move from one overlay to another is like.
///
/// @param peers in A at the start
/// @param values that are stored before the move begins
/// @param network between any two peers
/// @param faults what befalls the peers
public record MigrationSettings(
    int peers, int values, Schedule schedule, Conditions network, Faults faults) {

  /// When documents come, and questions.
  ///
  /// @param stageEvery from one stage to the next
  /// @param spread within which a new document reaches all peers, each at its own moment
  /// @param pause between two questions of applications
  public record Schedule(Duration stageEvery, Duration spread, Duration pause) {

    public static final Schedule DEFAULT =
        new Schedule(Duration.ofMinutes(30), Duration.ofMinutes(10), Duration.ofMillis(500));

    public Schedule {
      if (spread.compareTo(stageEvery) >= 0) {
        throw new IllegalArgumentException("documents spread until the next stage begins");
      }
      if (!pause.isPositive()) throw new IllegalArgumentException("pause " + pause);
    }
  }

  /// @param gone share of the peers that store values and die before the move begins
  /// @param session mean time that a peer stays, exponentially distributed: for each that dies
  ///   another one joins; zero if none goes
  /// @param crash share that dies at once in the middle of each document's spread
  public record Faults(double gone, Duration session, double crash) {
    public static final Faults NONE = new Faults(0, Duration.ZERO, 0);

    public Faults {
      if (!(gone >= 0 && gone <= 0.5 && crash >= 0 && crash <= 0.5)) {
        throw new IllegalArgumentException(gone + ", " + crash);
      }
    }
  }

  public static final MigrationSettings DEFAULT =
      new MigrationSettings(40, 200, Schedule.DEFAULT, Conditions.CALM, Faults.NONE);

  public MigrationSettings {
    if (peers < 1 || values < 1) throw new IllegalArgumentException(peers + ", " + values);
  }

  public MigrationSettings with(Faults other) {
    return new MigrationSettings(peers, values, schedule, network, other);
  }
}
