// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.run.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {

  /// Says "rang" a second after each input.
  private static final class Alarm implements Machine<String, String> {
    private Instant rings = Instant.MAX;

    @Override
    public List<String> handle(String input, Instant now) {
      rings = now.plusSeconds(1);
      return List.of("heard " + input);
    }

    @Override
    public List<String> tick(Instant now) {
      if (now.isBefore(rings)) return List.of();
      rings = Instant.MAX;
      return List.of("rang");
    }

    @Override
    public Instant deadline() {
      return rings;
    }
  }

  private final Simulation simulation = new Simulation(1);
  private final ArrayList<String> out = new ArrayList<>();

  @Test
  void ticksAMachineAtItsDeadline() {
    var alarm = simulation.drive(new Alarm(), out::add);

    alarm.offer("a");
    simulation.time().runFor(Duration.ofSeconds(5));

    assertThat(out).containsExactly("heard a", "rang");
  }

  @Test
  void followsADeadlineThatMovesLater() {
    var alarm = simulation.drive(new Alarm(), out::add);

    alarm.offer("a");
    simulation.time().runFor(Duration.ofMillis(500));
    alarm.offer("b");
    simulation.time().runFor(Duration.ofMillis(600));
    assertThat(out).containsExactly("heard a", "heard b");
    simulation.time().runFor(Duration.ofSeconds(1));

    assertThat(out).containsExactly("heard a", "heard b", "rang");
  }

  @Test
  void letsNothingOutOfACrashedMachine() {
    var alarm = simulation.drive(new Alarm(), out::add);

    alarm.offer("a");
    simulation.time().runFor(Duration.ofMillis(500));
    alarm.crash();
    alarm.offer("b");
    simulation.time().runFor(Duration.ofSeconds(5));

    assertThat(out).containsExactly("heard a");
  }

  @Test
  void namesTheSeedOfAFailure() {
    var seeds = new ArrayList<Long>();

    assertThatThrownBy(
            () ->
                Simulation.check(
                    5,
                    run -> {
                      seeds.add(run.seed());
                      if (run.seed() == 3) throw new AssertionError("planted");
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dseed=3")
        .hasMessageContaining("planted");
    assertThat(seeds).containsExactly(1L, 2L, 3L);
  }

  @Test
  void replaysOnlyTheSeedThatIsAskedFor() {
    var seeds = new ArrayList<Long>();
    var before = System.getProperty("seed");
    System.setProperty("seed", "42");
    try {
      Simulation.check(5, run -> seeds.add(run.seed()));
    } finally {
      if (before == null) System.clearProperty("seed");
      else System.setProperty("seed", before);
    }

    assertThat(seeds).containsExactly(42L);
  }
}
