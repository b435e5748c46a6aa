// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.client.ClientReply.RequestView;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.sim.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What happens when one side dies, returns, or cannot be reached.
class FailureScenarioTest {

  @Test
  void tellsEveryStatusFromInProgressToStopped() {
    check(
        world -> {
          var server = world.server(0, 1);
          var client = world.client(0, 1);
          world.run(Duration.ofSeconds(10));
          var watch = client.command(new ClientCommand.Watch());
          client.command(World.mitigate("web", "10.0.0.1"));
          world.run(Duration.ofMinutes(3));
          server.attack(false);
          world.run(Duration.ofMinutes(20));

          // RFC 9132 Figure 15.
          assertThat(states(client, watch))
              .containsSubsequence(
                  MitigationState.IN_PROGRESS,
                  MitigationState.SUCCESSFULLY_MITIGATED,
                  MitigationState.ATTACK_STOPPED);
          assertThat(server.stored()).isEmpty();
        });
  }

  @Test
  void firesAPreconfiguredRequestWhenTheSignalIsLostAndKeepsItWhenItReturns() {
    check(
        world -> {
          var server = world.server(0, 1);
          var client = world.client(0, 1, World.preconfigured("net", "10.0.0.0/24"));
          world.run(Duration.ofMinutes(1));
          assertThat(server.stored()).hasSize(1);
          assertThat(server.enforced).isEmpty();

          world.network.partition(client.name, server.host);
          world.run(Duration.ofMinutes(15));
          assertThat(server.enforced).hasSize(1);

          world.network.heal(client.name, server.host);
          world.run(Duration.ofMinutes(12));
          assertThat(server.enforced).hasSize(1);
          assertThat(server.sessions()).isPositive();
        });
  }

  @Test
  void findsItsMitigationsAgainAfterTheServerRestarted() {
    check(
        world -> {
          var server = world.server(0, 1);
          var client = world.client(0, 1);
          world.run(Duration.ofSeconds(10));
          var command = client.command(World.mitigate("web", "10.0.0.1"));
          world.run(Duration.ofSeconds(10));
          assertThat(client.isGranted(command)).isTrue();

          server.crash();
          world.run(Duration.ofSeconds(20));
          server.start();
          var adjust = client.command(World.mitigate("more", "10.0.0.2"));
          world.run(Duration.ofMinutes(2));

          assertThat(client.isGranted(adjust)).isTrue();
          assertThat(server.stored()).hasSize(2);
          assertThat(server.enforced).hasSize(2);
        });
  }

  @Test
  void isBackAtOnceWhenTheServerSaysGoodbyeAndRestarts() {
    check(
        world -> {
          var server = world.server(0, 1);
          var client = world.client(0, 1);
          world.run(Duration.ofSeconds(90));
          client.command(World.mitigate("web", "10.0.0.1"));
          world.run(Duration.ofSeconds(30));

          server.stop();
          server.start();
          var more = client.command(World.mitigate("more", "10.0.0.2"));
          world.run(Duration.ofSeconds(5));

          assertThat(client.isGranted(more)).isTrue();
          assertThat(server.sessions()).isEqualTo(1);
        });
  }

  @Test
  void isBackAtOnceInPeaceTooWhenTheServerSaysGoodbyeAndRestarts() {
    check(
        world -> {
          var server = world.server(0, 1);
          var second = world.server(1, 1);
          world.client(0, 2);
          world.run(Duration.ofSeconds(90));

          server.stop();
          server.start();
          world.run(Duration.ofSeconds(5));

          assertThat(server.sessions()).isEqualTo(1);
          assertThat(second.sessions()).isZero();
        });
  }

  /// Nothing says goodbye, nothing answers: notifications that stay away, then a question.
  @Test
  void findsOutWithinHalfAMinuteThatTheServerLostTheSessionInAnAttack() {
    check(
        world -> {
          var server = world.server(0, 1);
          var client = world.client(0, 1);
          world.run(Duration.ofSeconds(10));
          client.command(World.mitigate("web", "10.0.0.1"));
          world.run(Duration.ofSeconds(60));

          server.crash();
          server.start();
          var since = Duration.ZERO;
          while (server.sessions() == 0 && since.toSeconds() < 60) {
            world.run(Duration.ofMillis(100));
            since = since.plusMillis(100);
          }

          System.out.println("a crashed server's client is back after " + since.toMillis() + " ms");
          assertThat(since).isLessThan(Duration.ofSeconds(26));
          assertThat(client.saw("session-silent")).isTrue();
        });
  }

  @Test
  void asksAServerThatCrashedAgainInSecondsWhenARequestStaysUnanswered() {
    check(
        world -> {
          var server = world.server(0, 1);
          var client = world.client(0, 1);
          world.run(Duration.ofSeconds(10));
          client.command(World.mitigate("web", "10.0.0.1"));
          world.run(Duration.ofSeconds(61));

          server.crash();
          server.start();
          var more = client.command(World.mitigate("more", "10.0.0.2"));
          world.run(Duration.ofSeconds(13));

          assertThat(client.isGranted(more)).isTrue();
        });
  }

  @Test
  void goesToTheSecondServerAtOnceWhenTheFirstSaysGoodbyeInAnAttack() {
    check(
        world -> {
          var first = world.server(0, 1);
          var second = world.server(1, 1);
          var client = world.client(0, 2);
          world.run(Duration.ofSeconds(90));
          client.command(World.mitigate("web", "10.0.0.1"));
          world.run(Duration.ofSeconds(30));

          first.stop();
          world.run(Duration.ofSeconds(5));
          assertThat(second.enforced).hasSize(1);

          first.start();
          world.run(Duration.ofMinutes(5));
          assertThat(first.enforced).hasSize(1);
          assertThat(second.stored()).isEmpty();
        });
  }

  @Test
  void asksAgainAfterItsOwnRestartWithoutDoingAnythingTwice() {
    check(
        world -> {
          var server = world.server(0, 1);
          var client = world.client(0, 1);
          world.run(Duration.ofSeconds(10));
          var web = client.command(World.mitigate("web", "10.0.0.1"));
          var other = client.command(World.mitigate("other", "10.0.0.2"));
          world.run(Duration.ofSeconds(10));
          assertThat(client.isGranted(web) && client.isGranted(other)).isTrue();
          world.network.partition(client.name, server.host);
          client.command(new ClientCommand.Withdraw("other"));
          world.run(Duration.ofSeconds(5));

          client.restart();
          world.network.heal(client.name, server.host);
          world.run(Duration.ofMinutes(10));

          assertThat(requests(world, client)).extracting(RequestView::label).containsExactly("web");
          assertThat(server.accepted).hasSize(2);
          assertThat(server.stored()).hasSize(1);
        });
  }

  @Test
  void goesToTheSecondServerWhenTheFirstDies() {
    check(
        world -> {
          var first = world.server(0, 1);
          var second = world.server(1, 1);
          var client = world.client(0, 2);
          world.run(Duration.ofSeconds(10));
          var before = client.command(World.mitigate("web", "10.0.0.1"));
          world.run(Duration.ofSeconds(10));
          assertThat(client.isGranted(before)).isTrue();
          assertThat(second.stored()).isEmpty();

          first.crash();
          var during = client.command(World.mitigate("more", "10.0.0.2"));
          world.run(Duration.ofMinutes(3));

          assertThat(client.isGranted(during)).isTrue();
          assertThat(second.enforced).hasSize(2);
        });
  }

  @Test
  void returnsToTheFirstServerInPeace() {
    check(
        world -> {
          var first = world.server(0, 1);
          var second = world.server(1, 1);
          first.crash();
          var client = world.client(0, 2, World.preconfigured("net", "10.0.0.0/24"));
          world.run(Duration.ofMinutes(4));
          assertThat(second.stored()).hasSize(1);

          first.start();
          world.run(Duration.ofMinutes(12));

          assertThat(first.stored()).hasSize(1);
          assertThat(second.stored()).isEmpty();
          assertThat(second.sessions()).isZero();
        });
  }

  @Test
  void keepsTheSessionWhileNothingFromTheServerGetsThrough() {
    check(
        world -> {
          var server = world.server(0, 1);
          var client = world.client(0, 1);
          world.run(Duration.ofSeconds(10));
          var inbound = dev.tocsin.sim.Conditions.CALM.losing(1);
          world.network.conditions(server.host, client.name, inbound);

          var command = client.command(World.mitigate("web", "10.0.0.1"));
          world.run(Duration.ofMinutes(10));
          assertThat(server.enforced).hasSize(1);
          assertThat(client.isGranted(command)).isFalse();

          world.network.conditions(server.host, client.name, dev.tocsin.sim.Conditions.CALM);
          world.run(Duration.ofSeconds(30));
          assertThat(client.isGranted(command)).isTrue();
          assertThat(server.accepted).hasSize(1);
        });
  }

  private static void check(Consumer<World> body) {
    Simulation.check(3, simulation -> body.accept(new World(simulation)));
  }

  private static List<MitigationState> states(ClientHost client, long watch) {
    return client.replies(watch).stream()
        .map(reply -> ((ClientReply.StatusChanged) reply).request().status())
        .flatMap(List::stream)
        .map(MitigationStatus::state)
        .flatMap(Optional::stream)
        .toList();
  }

  private static List<RequestView> requests(World world, ClientHost client) {
    var list = client.command(new ClientCommand.ListRequests());
    world.run(Duration.ofMillis(1));
    return ((ClientReply.Requests) client.replies(list).getFirst()).all();
  }
}
