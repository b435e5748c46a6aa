// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.policy.Admission;
import dev.tocsin.dots.core.server.policy.Approval;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import dev.tocsin.dots.core.server.policy.MitigatorChoice.Condition;
import dev.tocsin.dots.core.server.policy.Widths;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.sim.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A person decides late, over a network that loses, and several mitigators act then.
class ApprovalScenarioTest {

  private static final Domain.Policy POLICY =
      Domain.Policy.DEFAULT.with(new Admission(Widths.ANY, new Approval.Always(), false));
  private static final MitigatorChoice TOGETHER =
      new MitigatorChoice(List.of("edge", "scrubber"), Condition.ALWAYS);

  @Test
  void nothingIsEnforcedUntilAPersonAgreesAndThenByAllUntilTheClientWithdraws() {
    Simulation.check(
        3,
        simulation -> {
          var world = new World(simulation);
          world.rough(0.3);
          var server = world.server(0, 1, POLICY, TOGETHER);
          var client = world.client(0, 1);
          world.run(Duration.ofSeconds(30));
          var watch = client.command(new ClientCommand.Watch());
          client.command(World.mitigate("web", "10.0.0.1"));
          world.run(Duration.ofMinutes(5));
          assertThat(server.stored()).hasSize(1);
          assertThat(server.enforced).isEmpty();

          server.crash();
          server.start();
          world.run(Duration.ofMinutes(3));
          assertThat(server.enforced).isEmpty();
          assertThat(states(client, watch)).containsOnly(MitigationState.IN_PROGRESS);

          server.approveAll();
          world.run(Duration.ofMinutes(5));
          assertThat(server.enforced.keySet())
              .extracting(ServerHost.Standing::mitigator)
              .containsExactly("edge", "scrubber");
          assertThat(states(client, watch)).contains(MitigationState.SUCCESSFULLY_MITIGATED);

          client.command(new ClientCommand.Withdraw("web"));
          world.run(Duration.ofMinutes(10));
          assertThat(server.enforced).isEmpty();
          assertThat(server.stored()).isEmpty();
        });
  }

  private static List<MitigationState> states(ClientHost client, long watch) {
    return client.replies(watch).stream()
        .map(reply -> ((ClientReply.StatusChanged) reply).request().status())
        .flatMap(List::stream)
        .map(MitigationStatus::state)
        .flatMap(Optional::stream)
        .toList();
  }
}
