// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.mesh.MeshParameters;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.sim.Conditions;
import dev.tocsin.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/// What every topology plug-in has to do, whatever shape its overlay has.
@ParameterizedClass
@FieldSource("SHAPES")
class TopologySuiteTest {

  @SuppressWarnings("unused")
  static final List<Shape> SHAPES =
      List.of(
          new Shape.Chord(
              ChordParameters.DRAFT.withPeriods(Duration.ofSeconds(30), Duration.ofSeconds(60))),
          new Shape.Mesh(new MeshParameters(Duration.ofSeconds(30))));

  @Parameter Shape shape;

  private void check(Conditions conditions, Consumer<Village> body) {
    Simulation.check(3, simulation -> body.accept(new Village(shape, simulation, conditions)));
  }

  private static void everybodyFinds(Village village) {
    for (var asker : village.ids) {
      var place = Id.random(village.random);
      assertThat(village.find(asker, place)).isEqualTo(village.owner(place));
    }
  }

  @Test
  void oneIsEnough() {
    check(
        Conditions.CALM,
        village -> {
          village.join(1);
          village.write(3);
          assertThat(village.missing()).isEmpty();
          everybodyFinds(village);
        });
  }

  @Test
  void peersJoinOneAfterTheOther() {
    check(
        Conditions.CALM,
        village -> {
          village.join(4);
          village.write(20);
          for (int i = 0; i < 8; i++) {
            village.join(1);
            village.becomesRight();
            assertThat(village.missing()).isEmpty();
            everybodyFinds(village);
          }
        });
  }

  @Test
  void peersJoinAllAtOnce() {
    check(
        Conditions.CALM,
        village -> {
          village.join(1);
          var others = new ArrayList<Id>();
          for (int i = 0; i < 20; i++) others.add(village.enter());
          assertThat(
                  village.waitUntil(
                      () -> others.stream().allMatch(id -> village.topology(id).isJoined())))
              .isTrue();
          village.ids.addAll(others);
          village.becomesRight();
          everybodyFinds(village);
        });
  }

  @Test
  void peersJoinThroughALossyNetwork() {
    check(
        Conditions.CALM.losing(0.1),
        village -> {
          village.join(12);
          village.becomesRight();
        });
  }

  @Test
  void peersLeavePolitely() {
    check(
        Conditions.CALM,
        village -> {
          village.join(15);
          village.becomesRight();
          village.write(30);
          for (int i = 0; i < 8; i++) {
            var leaving = village.any();
            village.ids.remove(leaving);
            village.world.tell(leaving, new NodeInput.Depart());
            village.world.time().runFor(Duration.ofSeconds(5));
            village.world.kill(leaving, Duration.ZERO);
            village.becomesRight();
            village.world.time().runFor(Duration.ofSeconds(30));
            assertThat(village.missing()).isEmpty();
            everybodyFinds(village);
          }
        });
  }

  @Test
  void peersDie() {
    check(
        Conditions.CALM,
        village -> {
          village.join(20);
          village.becomesRight();
          village.write(40);
          village.world.time().runFor(Duration.ofSeconds(60));
          for (int i = 0; i < 6; i++) {
            village.kill(village.shuffled().subList(0, 2));
            village.becomesRight();
            village.world.time().runFor(Duration.ofSeconds(60));
            assertThat(village.missing()).isEmpty();
            everybodyFinds(village);
          }
        });
  }

  @Test
  void aPeerThatIsSilentHidesLittleFromWhoeverAsksOthersToo() {
    // SE-6. On a ring it may lie on the way to the copies, too.
    var asked = new AtomicInteger();
    var found = new AtomicInteger();
    Simulation.check(
        12,
        simulation -> {
          var village = new Village(shape, simulation, Conditions.CALM);
          village.join(20);
          village.becomesRight();
          village.write(1);
          village.world.time().runFor(Duration.ofSeconds(60));
          var place = village.notes.keySet().iterator().next();
          var silent = village.owner(place);
          // Nobody sees yet that it is gone.
          village.ids.remove(silent);
          village.world.kill(silent, Duration.ofHours(1));

          asked.incrementAndGet();
          if (village.isGathered(village.any(), place)) found.incrementAndGet();
        });
    assertThat(found.get()).isGreaterThan(asked.get() / 3);
  }

  @Test
  void halvesPartAndComeTogetherAgain() {
    check(
        Conditions.CALM,
        village -> {
          // given an overlay in which values are stored
          village.join(20);
          village.becomesRight();
          village.write(30);
          village.world.time().runFor(Duration.ofSeconds(60));
          var all = List.copyOf(village.ids);
          var island = new HashSet<>(village.shuffled().subList(0, 10));

          // when it falls apart, and values are stored in both parts
          village.world.part(island, Duration.ofSeconds(3));
          village.ids.retainAll(island);
          village.becomesRight();
          village.write(10);
          village.ids.clear();
          village.ids.addAll(all);
          village.ids.removeAll(island);
          village.becomesRight();
          village.write(10);
          village.world.time().runFor(Duration.ofSeconds(60));

          // then whoever looks for those he knew of old makes one of them again, and nothing is
          // lost
          village.world.heal();
          village.ids.addAll(all);
          for (var id : all) village.enterThrough(id, village.any());
          village.becomesRight();
          village.world.time().runFor(Duration.ofMinutes(2));
          assertThat(village.missing()).isEmpty();
          everybodyFinds(village);
        });
  }
}
