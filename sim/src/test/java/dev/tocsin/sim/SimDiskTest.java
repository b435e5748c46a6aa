// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimDiskTest {

  private final Simulation simulation = new Simulation(1);
  private final SimDisk<String> disk = new SimDisk<>(simulation, Duration.ofMillis(5));
  private final ArrayList<String> seen = new ArrayList<>();

  @Test
  void answersOnlyWhenTheCommitIsDurable() {
    disk.commit(List.of("a"), () -> seen.add("ok " + disk.durable()), () -> seen.add("failed"));
    assertThat(disk.durable()).isEmpty();

    simulation.time().runFor(Duration.ofMillis(5));

    assertThat(seen).containsExactly("ok [a]");
  }

  @Test
  void losesInACrashWhatWasNotAcknowledged() {
    disk.commit(List.of("a"), () -> seen.add("ok a"), () -> seen.add("failed a"));
    simulation.time().runFor(Duration.ofMillis(5));
    disk.commit(List.of("b"), () -> seen.add("ok b"), () -> seen.add("failed b"));

    disk.crash();
    disk.commit(List.of("c"), () -> seen.add("ok c"), () -> seen.add("failed c"));
    simulation.time().runFor(Duration.ofMillis(50));

    assertThat(seen).containsExactly("ok a", "ok c");
    assertThat(disk.durable()).containsExactly("a", "c");
  }

  @Test
  void refusesWhenFull() {
    disk.full(true);
    disk.commit(List.of("a"), () -> seen.add("ok"), () -> seen.add("failed"));

    simulation.time().runFor(Duration.ofMillis(5));

    assertThat(seen).containsExactly("failed");
    assertThat(disk.durable()).isEmpty();
  }
}
