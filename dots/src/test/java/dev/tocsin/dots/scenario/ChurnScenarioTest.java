// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.sim.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Random commands, crashes of both sides and a bad network; then calm: what the server keeps must
/// be what the client wants.
class ChurnScenarioTest {

  private static final int LABELS = 6;

  @Test
  void agreesInTheEndOnWhatIsWanted() {
    Simulation.check(
        100,
        simulation -> {
          var world = new World(simulation);
          var random = simulation.random();
          var server = world.server(0, 1);
          var client = world.client(0, 1);
          world.run(Duration.ofSeconds(10));
          world.rough(0.4);

          for (int step = 0; step < 60; step++) {
            disturb(random, client, server, world);
            world.run(Duration.ofMillis(random.nextLong(30_000)));
          }
          world.calm();
          world.run(Duration.ofMinutes(20));

          var wanted = wanted(world, client);
          assertThat(scopes(server)).containsExactlyInAnyOrderElementsOf(wanted);
          assertThat(server.enforced).hasSize(wanted.size());
        });
  }

  @Test
  void holdsEveryRequestOnOneOfTwoServersInTheEnd() {
    Simulation.check(
        20,
        simulation -> {
          var world = new World(simulation);
          var random = simulation.random();
          var servers = List.of(world.server(0, 1), world.server(1, 1));
          var client = world.client(0, 2);
          world.run(Duration.ofSeconds(10));
          world.rough(0.4);

          for (int step = 0; step < 60; step++) {
            disturb(random, client, servers.get(random.nextInt(2)), world);
            world.run(Duration.ofMillis(random.nextLong(30_000)));
          }
          world.calm();
          // A copy on a server without a session ends with its lifetime.
          world.run(Duration.ofMinutes(70));

          assertThat(servers.stream().flatMap(server -> scopes(server).stream()))
              .containsExactlyInAnyOrderElementsOf(wanted(world, client));
        });
  }

  private static void disturb(
      RandomGenerator random, ClientHost client, ServerHost server, World world) {
    var label = "m" + random.nextInt(LABELS);
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3, 4 -> client.command(World.mitigate(label, prefix(random, label)));
      case 5, 6, 7 -> client.command(new ClientCommand.Withdraw(label));
      case 8, 9 ->
          client.command(
              new ClientCommand.Adjust(
                  label,
                  Optional.of(Scope.of(Prefix.parse(prefix(random, label)))),
                  OptionalLong.empty()));
      case 10 -> client.restart();
      default -> {
        server.crash();
        world.run(Duration.ofMillis(random.nextLong(20_000)));
        server.start();
      }
    }
  }

  // Every label has its own /24, so that labels never overlap.
  private static String prefix(RandomGenerator random, String label) {
    return "10.0." + label.substring(1) + "." + random.nextInt(4);
  }

  private static List<Scope> wanted(World world, ClientHost client) {
    var list = client.command(new ClientCommand.ListRequests());
    world.run(Duration.ofMillis(1));
    return ((ClientReply.Requests) client.replies(list).getFirst())
        .all().stream().map(view -> view.request().scope()).toList();
  }

  private static List<Scope> scopes(ServerHost server) {
    return server.stored().stream()
        .map(Mitigation::request)
        .map(request -> request.scope())
        .toList();
  }
}
