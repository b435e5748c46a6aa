// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Machines of both sides over a network that loses, doubles and swaps messages.
class LossScenarioTest {

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 0.5, 0.8})
  void losesNoRequestAndDoesNoneTwice(double lost) {
    Simulation.check(
        3,
        simulation -> {
          var world = new World(simulation);
          var server = world.server(0, 4);
          var clients = new ArrayList<ClientHost>();
          for (int each = 0; each < 4; each++) clients.add(world.client(each, 1));
          world.run(Duration.ofSeconds(10));
          world.rough(lost);

          var commands = new ArrayList<Long>();
          for (int client = 0; client < 4; client++) {
            for (int each = 0; each < 5; each++) {
              commands.add(
                  clients
                      .get(client)
                      .command(World.mitigate("m" + each, "10." + client + ".0." + each)));
            }
          }

          assertThat(
                  world
                      .time()
                      .runUntil(() -> allGranted(clients, commands), Duration.ofMinutes(20)))
              .as("all granted")
              .isTrue();
          assertThat(server.accepted).hasSize(20).doesNotHaveDuplicates();
          assertThat(server.stored()).hasSize(20);
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.8})
  void leavesNothingBehindWhenEverythingIsWithdrawn(double lost) {
    Simulation.check(
        3,
        simulation -> {
          var world = new World(simulation);
          var server = world.server(0, 1);
          var client = world.client(0, 1);
          world.run(Duration.ofSeconds(10));
          world.rough(lost);
          var granted = new ArrayList<Long>();
          for (int each = 0; each < 5; each++) {
            granted.add(client.command(World.mitigate("m" + each, "10.0.0." + each)));
          }
          world
              .time()
              .runUntil(() -> granted.stream().allMatch(client::isGranted), Duration.ofMinutes(20));

          var withdrawn = new ArrayList<Long>();
          for (int each = 0; each < 5; each++) {
            withdrawn.add(client.command(new ClientCommand.Withdraw("m" + each)));
          }

          assertThat(
                  world
                      .time()
                      .runUntil(
                          () -> withdrawn.stream().allMatch(client::isDone),
                          Duration.ofMinutes(20)))
              .as("all withdrawn")
              .isTrue();
          world.calm();
          world.run(Duration.ofMinutes(10));
          assertThat(server.stored()).isEmpty();
          assertThat(server.enforced).isEmpty();
        });
  }

  @Test
  void bringsAThousandMitigationsOfOneClientThroughThirtyPercentLoss() {
    Simulation.check(
        1,
        simulation -> {
          var world = new World(simulation);
          var server = world.server(0, 1);
          var client = world.client(0, 1);
          world.run(Duration.ofSeconds(10));
          world.rough(0.3);

          var commands = new ArrayList<Long>();
          for (int each = 0; each < 1000; each++) {
            commands.add(
                client.command(
                    World.mitigate("m" + each, "10.0." + each / 250 + "." + each % 250)));
          }

          assertThat(
                  world
                      .time()
                      .runUntil(
                          () -> commands.stream().allMatch(client::isGranted),
                          Duration.ofMinutes(60)))
              .as("all granted")
              .isTrue();
          assertThat(server.stored()).hasSize(1000);
          assertThat(server.accepted).hasSize(1000);
        });
  }

  @Test
  void keepsMitigationsOverManyLifetimesUnderLoss() {
    Simulation.check(
        2,
        simulation -> {
          var world = new World(simulation);
          var server = world.server(0, 1);
          var client = world.client(0, 1);
          world.run(Duration.ofSeconds(10));
          world.rough(0.5);
          var command =
              client.command(new ClientCommand.Mitigate("short", World.request("10.0.0.1", 300)));
          world.time().runUntil(() -> client.isGranted(command), Duration.ofMinutes(10));

          for (int round = 0; round < 60; round++) {
            world.run(Duration.ofMinutes(1));
            assertThat(keys(server.stored())).as("after %d minutes", round).hasSize(1);
          }
          assertThat(server.accepted).hasSize(1);
        });
  }

  private static List<MitigationKey> keys(List<Mitigation> stored) {
    return stored.stream().map(Mitigation::key).toList();
  }

  private static boolean allGranted(List<ClientHost> clients, List<Long> commands) {
    for (int each = 0; each < commands.size(); each++) {
      if (!clients.get(each / 5).isGranted(commands.get(each))) return false;
    }
    return true;
  }
}
