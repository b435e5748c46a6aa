// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ringsim.RingRun;
import dev.tocsin.ringsim.migration.MigrationSettings.Faults;
import dev.tocsin.ringsim.migration.MigrationSettings.Schedule;
import dev.tocsin.sim.Conditions;
import dev.tocsin.sim.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Whole overlays that move: documents come to each peer at its own moment, and applications go on.
class MigrationRunTest {

  private static final Schedule SCHEDULE =
      new Schedule(Duration.ofMinutes(13), Duration.ofMinutes(5), Duration.ofSeconds(2));
  private static final MigrationSettings SETTINGS =
      new MigrationSettings(20, 60, SCHEDULE, Conditions.CALM, Faults.NONE);

  private static MigrationResult run(Simulation simulation, Faults faults) {
    var settings = SETTINGS.with(faults);
    return new MigrationRun(settings, simulation.seed(), RingRun.Progress.NONE).run();
  }

  @Test
  void losesNothingAndFindsEverything() {
    // MI-1 to MI-3. A quarter of those who stored values is gone before the move begins.
    Simulation.check(
        1,
        simulation -> {
          var result = run(simulation, new Faults(0.25, Duration.ZERO, 0));

          assertThat(result.failedFetches()).as("fetches in %s", result).isZero();
          assertThat(result.failedWrites()).as("writes in %s", result).isZero();
          assertThat(result.failedSends()).as("sends in %s", result).isZero();
          assertThat(result.lost()).isZero();
          assertThat(result.left()).isZero();
          assertThat(result.values()).isGreaterThan(SETTINGS.values());
          for (var part : result.stages()) {
            assertThat(part.fetches().all()).isPositive();
            assertThat(part.writes().all()).isPositive();
            assertThat(part.sends().all()).isPositive();
          }
        });
  }

  @Test
  void goesOnWhenATenthCrashesInEveryStage() {
    Simulation.check(
        1,
        simulation -> {
          var result = run(simulation, new Faults(0, Duration.ZERO, 0.1));

          assertThat(result.lost()).isZero();
          assertThat(result.failedFetches()).as("fetches in %s", result).isLessThan(10);
        });
  }

  @Test
  void goesOnWhilePeersComeAndGo() {
    Simulation.check(
        1,
        simulation -> {
          var result = run(simulation, new Faults(0, Duration.ofMinutes(90), 0));

          assertThat(result.lost()).isZero();
          assertThat(result.failedFetches()).as("fetches in %s", result).isLessThan(20);
        });
  }

  @Test
  void isTheSameWithTheSameSeed() {
    var schedule =
        new Schedule(Duration.ofMinutes(3), Duration.ofMinutes(1), Duration.ofSeconds(2));
    var faults = new Faults(0, Duration.ofMinutes(10), 0);
    var settings = new MigrationSettings(6, 6, schedule, Conditions.CALM.losing(0.02), faults);

    var one = new MigrationRun(settings, 7, RingRun.Progress.NONE).run();
    var other = new MigrationRun(settings, 7, RingRun.Progress.NONE).run();

    assertThat(other).isEqualTo(one);
  }
}
