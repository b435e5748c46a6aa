// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimNetworkTest {

  private static final int MESSAGES = 2_000;

  @Test
  void deliversEverythingOnceWhenCalm() {
    assertThat(received(7, Conditions.CALM)).hasSize(MESSAGES).doesNotHaveDuplicates();
  }

  @Test
  void losesAboutTheShareItIsTold() {
    var received = received(7, Conditions.CALM.losing(0.8));

    assertThat(received.size()).isBetween(MESSAGES / 10, MESSAGES * 3 / 10);
  }

  @Test
  void doublesAboutTheShareItIsTold() {
    var received = received(7, Conditions.CALM.duplicating(0.5));

    assertThat(received.size()).isBetween(MESSAGES * 14 / 10, MESSAGES * 16 / 10);
  }

  @Test
  void swapsMessages() {
    assertThat(received(7, Conditions.CALM.reordering(0.2))).isNotEqualTo(inOrder());
  }

  @Test
  void doesTheSameWithTheSameSeed() {
    var rough = Conditions.CALM.losing(0.3).duplicating(0.3).reordering(0.3);

    assertThat(received(9, rough)).isEqualTo(received(9, rough));
    assertThat(received(9, rough)).isNotEqualTo(received(10, rough));
  }

  @Test
  void carriesNothingAcrossAPartitionUntilItHeals() {
    var simulation = new Simulation(1);
    var network = new SimNetwork<String, Integer>(simulation);
    var received = new ArrayList<Integer>();
    network.attach("b", (_, message) -> received.add(message));

    network.partition("a", "b");
    network.send("a", "b", 1);
    simulation.time().runFor(Duration.ofSeconds(1));
    network.heal("a", "b");
    network.send("a", "b", 2);
    simulation.time().runFor(Duration.ofSeconds(1));

    assertThat(received).containsExactly(2);
    assertThat(network.lost()).isEqualTo(1);
  }

  @Test
  void keepsConditionsPerDirection() {
    var simulation = new Simulation(1);
    var network = new SimNetwork<String, Integer>(simulation);
    var received = new ArrayList<String>();
    network.attach("a", (from, _) -> received.add(from));
    network.attach("b", (from, _) -> received.add(from));
    network.conditions("b", "a", Conditions.CALM.losing(1));

    network.send("a", "b", 1);
    network.send("b", "a", 1);
    simulation.time().runFor(Duration.ofSeconds(1));

    assertThat(received).containsExactly("a");
  }

  private static List<Integer> inOrder() {
    return java.util.stream.IntStream.range(0, MESSAGES).boxed().toList();
  }

  private static List<Integer> received(long seed, Conditions conditions) {
    var simulation = new Simulation(seed);
    var network = new SimNetwork<String, Integer>(simulation);
    var received = new ArrayList<Integer>();
    network.attach("b", (_, message) -> received.add(message));
    network.conditions(conditions);
    for (int message : inOrder()) {
      simulation
          .time()
          .after(Duration.ofMillis(20L * message), () -> network.send("a", "b", message));
    }
    simulation.time().runFor(Duration.ofMinutes(5));
    return List.copyOf(received);
  }
}
