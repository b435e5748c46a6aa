// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.chord.Chord;
import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeParameters;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.core.node.Reachability;
import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.sim.Conditions;
import dev.tocsin.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinTest {

  static final Overlay OVERLAY =
      new Overlay(
          "test.example",
          DraftProfile.PROFILE,
          MessageSecurity.SHARED_KEY,
          Kinds.NONE,
          new Reachability(
              new PeerAddress(Bytes.of(new byte[] {127, 0, 0, 1}), 6084), "", List.of()),
          "tocsin");

  @Test
  void peersJoinOneAfterTheOther() {
    Simulation.check(
        3,
        simulation -> {
          var world =
              new World(simulation.time(), simulation.random(), Conditions.CALM, (_, _) -> {});
          var random = simulation.random();
          var ids = new ArrayList<Id>();
          for (int i = 0; i < 60; i++) {
            var id = Id.random(random);
            var node =
                new Node(
                    NodeParameters.DRAFT,
                    OVERLAY,
                    new Chord(id, ChordParameters.DRAFT, random),
                    random);
            world.add(node);
            if (i == 0) {
              world.tell(id, new NodeInput.Form());
            } else {
              var bootstrap = ids.get(random.nextInt(ids.size()));
              world.link(id, bootstrap);
              world.tell(id, new NodeInput.Enter(bootstrap));
              assertThat(
                      world
                          .time()
                          .runUntil(() -> node.topology().isJoined(), Duration.ofSeconds(60)))
                  .as("peer %d joins", i)
                  .isTrue();
            }
            ids.add(id);
          }
          world.time().runFor(Duration.ofSeconds(30));
          var sorted = ids.toArray(new Id[0]);
          Arrays.sort(sorted);
          for (var id : ids) {
            var ideal =
                Chord.settled(id, sorted, ChordParameters.DRAFT, random, world.time().instant());
            var chord = (Chord) world.node(id).topology();
            assertThat(chord.successors()).isEqualTo(ideal.successors());
            assertThat(chord.predecessors()).isEqualTo(ideal.predecessors());
          }
        });
  }

  @Test
  void peersStayAsLongWhereverTheRingIsFrom() {
    // given 100 peers, each of which stays for ten minutes
    var ring =
        RingSettings.settled(100, 100)
            .with(RingSettings.Start.JOINED)
            .with(new RingSettings.Load(100, Duration.ofMinutes(20)))
            .churning(Duration.ofMinutes(10));
    var run = new RingRun(ring, 1, RingRun.Progress.NONE);

    assertThat(run.form()).isTrue();
    var result = run.measure();

    // then within twenty minutes some two hundred others join
    assertThat(result.joined().count() - 99).isBetween(160, 240);
  }
}
