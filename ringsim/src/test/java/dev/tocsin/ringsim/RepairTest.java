// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeParameters;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.sim.Conditions;
import dev.tocsin.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rings of real nodes after peers came and went: every peer knows the neighbours that it should.
class RepairTest {

  private static void becomesRight(SmallRing ring, Duration limit) {
    ring.world.time().runUntil(() -> ring.wrong().isEmpty(), Duration.ZERO);
    for (int i = 0; i < limit.toSeconds() / 5 && !ring.wrong().isEmpty(); i++) {
      ring.world.time().runFor(Duration.ofSeconds(5));
    }
    assertThat(ring.wrong()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8, 40})
  void peersJoinAllAtOnce(int count) {
    // CH-5, R-63.
    Simulation.check(
        3,
        simulation -> {
          var ring = new SmallRing(simulation, Conditions.CALM);
          var first = ring.enter();
          ring.ids.add(first);
          var others = new ArrayList<Id>();
          for (int i = 1; i < count; i++) others.add(ring.enter());
          boolean allIn =
              ring.world
                  .time()
                  .runUntil(
                      () -> others.stream().allMatch(id -> ring.chord(id).isJoined()),
                      Duration.ofMinutes(10));
          assertThat(allIn).isTrue();
          ring.ids.addAll(others);
          becomesRight(ring, Duration.ofMinutes(3));
        });
  }

  @Test
  void peersJoinThroughALossyNetwork() {
    Simulation.check(
        3,
        simulation -> {
          var ring = new SmallRing(simulation, Conditions.CALM.losing(0.1));
          ring.ids.add(ring.enter());
          for (int i = 1; i < 15; i++) {
            var id = ring.enter();
            assertThat(
                    ring.world
                        .time()
                        .runUntil(() -> ring.chord(id).isJoined(), Duration.ofMinutes(10)))
                .isTrue();
            ring.ids.add(id);
          }
          becomesRight(ring, Duration.ofMinutes(10));
        });
  }

  @Test
  void aQuarterDiesAtOnce() {
    // CH-7, CH-14.
    Simulation.check(
        3,
        simulation -> {
          var ring = SmallRing.settled(simulation, 80, _ -> NodeParameters.DRAFT);
          ring.findAgain();
          for (var id : ring.shuffled().subList(0, 20)) {
            ring.ids.remove(id);
            ring.world.kill(id, Duration.ofSeconds(3));
          }
          becomesRight(ring, Duration.ofMinutes(5));
        });
  }

  @Test
  void peersLeavePolitely() {
    // CH-16, LE-1, LE-2: others know it before any link breaks.
    Simulation.check(
        3,
        simulation -> {
          var ring = SmallRing.settled(simulation, 30, _ -> NodeParameters.DRAFT);
          for (var id : ring.shuffled().subList(0, 10)) {
            ring.ids.remove(id);
            ring.world.tell(id, new NodeInput.Depart());
            ring.world.time().runFor(Duration.ofSeconds(1));
            assertThat(ring.said).contains(new SmallRing.Said(id, new NodeOutput.Departed()));
            for (var other : ring.ids) {
              assertThat(ring.chord(other).table()).doesNotContain(id);
            }
          }
          becomesRight(ring, Duration.ofMinutes(1));
        });
  }

  @Test
  void whoeverLosesEverybodySaysSo() {
    // CH-8.
    Simulation.check(
        1,
        simulation -> {
          var ring = SmallRing.settled(simulation, 3, _ -> NodeParameters.DRAFT);
          var last = ring.any();
          for (var id : ring.sorted()) {
            if (id.equals(last)) continue;
            ring.ids.remove(id);
            ring.world.kill(id, Duration.ofSeconds(3));
          }
          ring.world.time().runFor(Duration.ofSeconds(60));

          assertThat(ring.said).contains(new SmallRing.Said(last, new NodeOutput.Lost()));
          assertThat(ring.chord(last).isResponsible(Id.random(ring.random))).isTrue();
        });
  }

  @Test
  void twoHalvesPartAndComeTogetherAgain() {
    Simulation.check(
        3,
        simulation -> {
          var ring = SmallRing.settled(simulation, 40, _ -> NodeParameters.DRAFT);
          var all = List.copyOf(ring.ids);
          var island = new HashSet<>(ring.shuffled().subList(0, 20));

          ring.findAgain();
          ring.world.part(island, Duration.ofSeconds(3));
          ring.ids.retainAll(island);
          becomesRight(ring, Duration.ofMinutes(10));
          ring.ids.clear();
          ring.ids.addAll(all);
          ring.ids.removeAll(island);
          becomesRight(ring, Duration.ofMinutes(10));

          // Each looks from time to time whether whom it knew of old is in another ring.
          ring.world.heal();
          ring.ids.addAll(all);
          for (var id : all) ring.enterThrough(id, ring.any());
          becomesRight(ring, Duration.ofMinutes(10));
        });
  }

  @Test
  void aPeerThatVanishesIsSeenByWhomItIsToldAndByWhoeverSendsThere() {
    Simulation.check(
        3,
        simulation -> {
          // given peers linked to one that is gone without a sign, one of which is told
          var ring = SmallRing.settled(simulation, 12, _ -> NodeParameters.DRAFT);
          var gone = ring.any();
          var linked = new ArrayList<Id>();
          for (var id : ring.ids) if (ring.chord(id).table().contains(gone)) linked.add(id);
          ring.ids.remove(gone);
          var unheard = new ArrayList<Id>();
          ring.world.onUnheard((to, _) -> unheard.add(to));
          ring.world.vanish(gone, Set.of(linked.getFirst()), Duration.ofMillis(500));

          assertThat(ring.chord(linked.getFirst()).table()).doesNotContain(gone);

          // when another one sends something there, then it sees that after a while
          var sender = linked.getLast();
          var manner = NodeInput.Manner.through(gone);
          var route = List.of(SmallRing.at(ring.any()));
          var probe = new Request.Probe(List.of());
          ring.world.tell(sender, new NodeInput.Ask(1, route, probe, manner));
          ring.world.time().runFor(Duration.ofMillis(400));
          assertThat(unheard).contains(gone);
          assertThat(ring.chord(sender).table()).contains(gone);
          ring.world.time().runFor(Duration.ofMillis(200));
          assertThat(ring.chord(sender).table()).doesNotContain(gone);
        });
  }
}
