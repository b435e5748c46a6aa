// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.forwarding.ForwardingPolicy;
import dev.tocsin.reload.core.forwarding.ForwardingPolicy.Manner;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeParameters;
import dev.tocsin.reload.core.transaction.Retransmission;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.sim.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The ways that messages take through rings of real nodes.
class TravelTest {

  private static final int PEERS = 64;

  private static NodeParameters parameters(ForwardingPolicy policy, int ttl, boolean isAsymmetric) {
    return new NodeParameters(
        policy,
        Retransmission.DRAFT,
        ttl,
        isAsymmetric,
        Duration.ofSeconds(15),
        NodeParameters.Bounds.DEFAULT);
  }

  private static void finds(SmallRing ring, int lookups, NodeInput.Manner manner) {
    for (int i = 0; i < lookups; i++) {
      var place = Id.random(ring.random);
      var reply = ring.probe(ring.any(), place, manner);
      assertThat(reply.response()).isInstanceOf(Response.Answer.Probed.class);
      assertThat(reply.responder()).isEqualTo(ring.owner(place));
    }
  }

  @Test
  void askOnePeerAfterTheOther() {
    // ER-3, R-41.
    Simulation.check(
        2,
        simulation -> {
          var ring = SmallRing.settled(simulation, PEERS, _ -> NodeParameters.DRAFT);
          finds(ring, 50, NodeInput.Manner.ITERATIVE);
        });
  }

  @Test
  void findTheirWayWherePeersPutPrivateIdsInPlaceOfLists() {
    // RT-4, RT-8, RT-9: some do, some do not.
    Simulation.check(
        2,
        simulation -> {
          var compressing = parameters(new ForwardingPolicy(Manner.ANY, 1), 100, false);
          var ring =
              SmallRing.settled(
                  simulation, PEERS, i -> i % 2 == 0 ? compressing : NodeParameters.DRAFT);
          for (int i = 0; i < 100; i++) {
            var place = Id.random(ring.random);
            var reply = ring.probe(ring.any(), place, NodeInput.Manner.PLAIN);
            assertThat(reply.response()).isInstanceOf(Response.Answer.Probed.class);
          }
        });
  }

  @Test
  void comeBackByAWayOfTheirOwnWherePeersLikeThat() {
    // RT-2, R-62.
    Simulation.check(
        2,
        simulation -> {
          var own = parameters(ForwardingPolicy.DEFAULT, 100, true);
          finds(SmallRing.settled(simulation, PEERS, _ -> own), 100, NodeInput.Manner.PLAIN);
        });
  }

  @Test
  void writeDownWhomTheyMet() {
    // RL-1, R-43: there and back, the destination included, the asker not.
    Simulation.check(
        2,
        simulation -> {
          var ring = SmallRing.settled(simulation, PEERS, _ -> NodeParameters.DRAFT);
          for (int i = 0; i < 50; i++) {
            var from = ring.any();
            var reply = ring.probe(from, Id.random(ring.random), NodeInput.Manner.LOGGED);
            var peers = reply.log().stream().map(entry -> entry.peer()).toList();
            int turn = peers.indexOf(reply.responder());
            assertThat(peers.subList(turn, peers.size() - 1))
                .isEqualTo(peers.subList(0, turn + 1).reversed());
            assertThat(peers.getLast()).isEqualTo(from);
          }
        });
  }

  @Test
  void endWhenTheyHaveNoHopLeft() {
    // FH-3: three hops, and a fourth with which the last one arrives.
    Simulation.check(
        1,
        simulation -> {
          var hasty = parameters(ForwardingPolicy.DEFAULT, 2, false);
          var ring = SmallRing.settled(simulation, PEERS, _ -> hasty);
          int lost = 0;
          for (int i = 0; i < 60; i++) {
            var reply = ring.probe(ring.any(), Id.random(ring.random), NodeInput.Manner.LOGGED);
            if (reply.response() instanceof Response.Failure(var code, _, _)) {
              assertThat(code).isEqualTo(FailureCode.TIMED_OUT);
              lost++;
            } else {
              assertThat(reply.log()).hasSizeLessThanOrEqualTo(6);
            }
          }
          assertThat(lost).isBetween(10, 55);
        });
  }

  @Test
  void areCutToWhatLinksTake() {
    // FR-1, FR-2.
    Simulation.check(
        2,
        simulation -> {
          var ring = SmallRing.settled(simulation, PEERS, _ -> NodeParameters.DRAFT, 700);
          var content = new byte[20_000];
          ring.random.nextBytes(content);
          var tunnel = new Request.Tunnel(5060, "dialog", Bytes.of(content));
          for (int i = 0; i < 5; i++) {
            var from = ring.any();
            var to = ring.any();
            ring.said.clear();

            var reply = ring.ask(from, List.of(SmallRing.at(to)), tunnel, NodeInput.Manner.PLAIN);

            assertThat(reply.response()).isEqualTo(new Response.Answer.Tunneled());
            assertThat(ring.said)
                .contains(new SmallRing.Said(to, new NodeOutput.Tunneled(from, tunnel)));
          }
        });
  }

  @Test
  void areNotGivenToAnotherIfNoPeerHasTheId() {
    //
    Simulation.check(
        2,
        simulation -> {
          var ring = SmallRing.settled(simulation, PEERS, _ -> NodeParameters.DRAFT);
          var nobody = Id.random(ring.random);
          var tunnel = new Request.Tunnel(5060, "dialog", Bytes.of("hello"));

          for (var to : List.of(SmallRing.at(nobody), new Destination.Peer(nobody))) {
            var reply = ring.ask(ring.any(), List.of(to), tunnel, NodeInput.Manner.PLAIN);

            assertThat(reply.response())
                .isInstanceOfSatisfying(
                    Response.Failure.class,
                    failure -> assertThat(failure.code()).isEqualTo(FailureCode.NOT_FOUND));
          }
          assertThat(ring.said).noneMatch(each -> each.output() instanceof NodeOutput.Tunneled);
        });
  }

  @Test
  void reachAClientThroughItsPeer() {
    // CL-1, CL-3, CL-4: it never joins, and is in nobody's tables.
    Simulation.check(
        2,
        simulation -> {
          var ring = SmallRing.settled(simulation, PEERS, _ -> NodeParameters.DRAFT);
          var client = ring.add();
          var access = ring.any();
          ring.world.link(client, access);
          var tunnel = new Request.Tunnel(5060, "dialog", Bytes.of("hello"));
          List<Destination> route = List.of(SmallRing.at(access), SmallRing.at(client));

          var asked =
              ring.ask(
                  client,
                  List.of(SmallRing.at(Id.random(ring.random))),
                  new Request.Probe(List.of()),
                  NodeInput.Manner.through(access));
          var reached = ring.ask(ring.any(), route, tunnel, NodeInput.Manner.PLAIN);

          assertThat(asked.response()).isInstanceOf(Response.Answer.Probed.class);
          assertThat(reached.response()).isEqualTo(new Response.Answer.Tunneled());
          assertThat(ring.said.stream().map(SmallRing.Said::node)).contains(client);
          for (var id : ring.ids) {
            if (!id.equals(client)) assertThat(ring.chord(id).table()).doesNotContain(client);
          }
        });
  }

  @Test
  void reachWhoeverIsFirstByTheWildcard() {
    // PI-1.
    Simulation.check(
        1,
        simulation -> {
          var ring = SmallRing.settled(simulation, PEERS, _ -> NodeParameters.DRAFT);
          var from = ring.any();
          var next = Objects.requireNonNull(ring.chord(from).successors().getFirst());

          var reply = ring.probe(from, Id.WILDCARD, NodeInput.Manner.through(next));

          assertThat(reply.responder()).isEqualTo(next);
        });
  }
}
