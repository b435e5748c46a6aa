// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.peer.PeerParameters.Role;
import dev.tocsin.reload.core.peer.Town.House;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.io.link.Enrolled;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.sim.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The peer's machine among others of its kind, in virtual time. Each test prints its seed when it
/// fails.
class PeerMachineTest {

  private static final Enrolled ENROLLED = Enrolled.overlay();
  private static final Duration SOON = Duration.ofSeconds(30);

  private interface Story {
    void tell(Town town);
  }

  private static void certified(Story story) {
    // Signatures take their time.
    Simulation.check(1, simulation -> story.tell(new Town(simulation, Optional.of(ENROLLED))));
  }

  private static void shared(Story story) {
    Simulation.check(3, simulation -> story.tell(new Town(simulation, Optional.empty())));
  }

  private static void anyhow(Story story) {
    certified(story);
    shared(story);
  }

  /// A founder at port 1, and so many others one after the other.
  private static List<House> ring(Town town, int count) {
    town.add(1, Role.FOUNDER);
    town.time.runFor(SOON);
    for (int port = 2; port <= count; port++) {
      town.add(port, Role.PEER, Town.anybody(1));
      town.time.runFor(SOON);
    }
    var houses = IntStream.rangeClosed(1, count).mapToObj(town.houses::get).toList();
    assertThat(houses).allMatch(house -> house.machine.isInside());
    return houses;
  }

  private static Contact known(int port) {
    return Contact.of(Town.tls(port), Town.id(port));
  }

  private static House back(Town town, int port, List<Contact> remembered, Contact... configured) {
    return town.add(port, Role.PEER, remembered, Optional.empty(), configured);
  }

  @Test
  void aFounderThatFindsNobodyBeginsTheOverlay() {
    anyhow(
        town -> {
          var founder = town.add(1, Role.FOUNDER, Town.anybody(2));
          var peer = town.add(3, Role.PEER, Town.anybody(2));
          town.time.runFor(SOON);
          assertThat(founder.said()).contains(new NodeOutput.Joined());
          assertThat(founder.machine.isInside()).isTrue();
          assertThat(peer.said()).isEmpty();
          assertThat(peer.machine.isInside()).isFalse();
        });
  }

  // LP-5.
  @Test
  void entersThroughTheFirstThatIsInside() {
    anyhow(
        town -> {
          ring(town, 2);
          var third = town.add(3, Role.PEER, Town.anybody(9), Town.anybody(2));
          town.time.runFor(SOON);
          assertThat(third.said()).contains(new NodeOutput.Joined());
          assertThat(third.links()).contains(Town.id(1), Town.id(2));
        });
  }

  @Test
  void isNotLedByWhoeverIsOutsideItself() {
    anyhow(
        town -> {
          town.add(1, Role.PEER, Town.anybody(2));
          var other = town.add(2, Role.PEER, Town.anybody(1));
          town.time.runFor(SOON);
          assertThat(other.links()).containsExactly(Town.id(1));
          assertThat(other.said()).isEmpty();
        });
  }

  // LP-1, LP-2.
  @Test
  void asksWhomItRemembersBeforeTheConfiguredOnes() {
    certified(
        town -> {
          ring(town, 2);
          var third = back(town, 3, List.of(known(9), known(2)), Town.anybody(1));
          town.time.runFor(Duration.ofMillis(1));
          assertThat(third.dials()).isSubsetOf(Town.tls(9), Town.tls(2)).hasSize(1);
          town.time.runFor(SOON);
          assertThat(third.machine.isInside()).isTrue();
          assertThat(third.dials()).startsWith(third.dials().getFirst()).contains(Town.tls(2));
        });
  }

  // LP-1: "PING with that peer's id": another one at its address will not do.
  @Test
  void asksWhoeverItRemembersByHisId() {
    certified(
        town -> {
          ring(town, 2);
          var third = back(town, 3, List.of(Contact.of(Town.tls(2), Town.id(7))));
          town.time.runFor(SOON);
          assertThat(third.machine.isInside()).isFalse();
          assertThat(third.shut()).anyMatch(why -> why.contains("" + Town.id(2)));
        });
  }

  // EN-5.
  @Test
  void triesAllAgainAfterAWhileWhenNobodyAnswers() {
    anyhow(
        town -> {
          var lonely = town.add(3, Role.PEER, Town.anybody(1), Town.anybody(2));
          town.time.runFor(Duration.ofMinutes(10));
          // From one second at first to a minute at most.
          assertThat(lonely.dials().size()).isBetween(2 * 12, 2 * 40);
          assertThat(lonely.outputs).contains(new PeerOutput.Unfound(2));

          town.add(1, Role.FOUNDER);
          town.time.runFor(Duration.ofMinutes(2));
          assertThat(lonely.machine.isInside()).isTrue();
        });
  }

  @Test
  void waitsForNobodyWhoStandsThereAndSaysNothing() {
    anyhow(
        town -> {
          ring(town, 2);
          town.silent.add(2);
          var third = town.add(3, Role.PEER, Town.anybody(2));
          town.time.runFor(Duration.ofSeconds(9));
          assertThat(third.shut()).isEmpty();
          town.time.runFor(Duration.ofSeconds(2));
          assertThat(third.shut()).containsExactly("it does not say who it is");
        });
  }

  // PE-1.
  @Test
  void cutsWhoeverShowsTheCertificateOfAnotherPeer() {
    certified(
        town -> {
          ring(town, 3);
          // Somebody with a certificate of the overlay, at the place of peer 4.
          var thief = Optional.of(town.credentials(Town.id(8)));
          var four = town.add(4, Role.PEER, List.of(), thief, Town.anybody(1));
          town.time.runFor(SOON);
          assertThat(four.machine.isInside()).isFalse();
          for (var house : town.houses.values()) {
            assertThat(house.links()).doesNotContain(Town.id(4));
          }
        });
  }

  // IC-9, TR-1: TLS before DTLS, and the next one when one leads to nothing.
  @Test
  void dialsTheCandidatesOfAConnectInTheirOrder() {
    anyhow(
        town -> {
          ring(town, 3);
          var dtls = new Candidate(RouteLogEntry.Link.DTLS, Town.at(4));
          town.announced.put(4, List.of(dtls, Town.tls(90), Town.tls(91), Town.tls(4)));
          town.add(4, Role.PEER, Town.anybody(1));
          town.time.runFor(SOON);

          var second = town.houses.get(2);
          assertThat(second.dials()).endsWith(Town.tls(90), Town.tls(91), Town.tls(4));
          assertThat(second.links()).contains(Town.id(4));
        });
  }

  private static final String NOT_ANNOUNCED =
      "its certificate is not the one that its CONNECT announced";

  // IC-8: a certificate of the same peer, but not the one of whoever signed the CONNECT.
  @Test
  void cutsWhoeverShowsAnotherCertificateThanHeAnnounced() {
    certified(
        town -> {
          ring(town, 3);
          var other = Optional.of(town.credentials(Town.id(4)));
          town.add(4, Role.PEER, List.of(), other, Town.anybody(1));
          town.time.runFor(SOON);
          assertThat(town.houses.get(2).shut()).contains(NOT_ANNOUNCED);
          assertThat(town.houses.get(2).links()).doesNotContain(Town.id(4));
        });
  }

  @Test
  void cutsWhoeverDialsWithAnotherCertificateThanHeAnnounced() {
    certified(
        town -> {
          var ring = ring(town, 3);
          ring.get(1).shown = Optional.of(town.credentials(Town.id(2)));
          for (var isSlow : List.of(true, false)) {
            town.handshake = Duration.ofMillis(isSlow ? 100 : 5);
            int port = isSlow ? 4 : 5;
            var newcomer = town.add(port, Role.PEER, Town.anybody(1));
            town.time.runFor(SOON);
            assertThat(newcomer.shut()).contains(NOT_ANNOUNCED);
            assertThat(newcomer.links()).doesNotContain(Town.id(2));
            town.burn(port);
            town.time.runFor(SOON);
          }
        });
  }

  private static Line accepted(Optional<PeerCertificate> certificate) {
    return new Line(777, certificate, RouteLogEntry.Link.TLS, false, Town.at(60_000), 1 << 20);
  }

  //
  @Test
  void believesNobodyWhoClaimsAPeerThatHisCertificateDoesNotName() {
    certified(
        town -> {
          var founder = ring(town, 1).getFirst();
          var line = accepted(Optional.of(town.certificate(Town.id(8), Town.id(9))));
          town.tell(founder, new PeerInput.Opened(line, 0));
          assertThat(founder.shut()).isEmpty();
          town.tell(founder, new PeerInput.Arrived(777, Town.claim(Town.id(4))));
          assertThat(founder.shut())
              .containsExactly("its certificate is not of peer " + Town.id(4));
        });
  }

  @Test
  void findsOutWhichPeerOfACertificateIsThere() {
    certified(
        town -> {
          var founder = ring(town, 1).getFirst();
          var line = accepted(Optional.of(town.certificate(Town.id(8), Town.id(9))));
          town.tell(founder, new PeerInput.Opened(line, 0));
          town.tell(founder, new PeerInput.Arrived(777, Town.claim(Town.id(9))));
          assertThat(founder.links()).containsExactly(Town.id(9));
        });
  }

  @Test
  void hearsNothingFromWhoeverDoesNotSayWhoHeIs() {
    shared(
        town -> {
          var founder = ring(town, 1).getFirst();
          town.tell(founder, new PeerInput.Opened(accepted(Optional.empty()), 0));
          town.tell(founder, new PeerInput.Arrived(777, new byte[] {1, 2, 3}));
          assertThat(founder.shut()).hasSize(1);
          assertThat(founder.links()).isEmpty();
        });
  }

  // both ends of a connection know who is there, though nothing is signed.
  @Test
  void learnsFromTheFirstMessageWhoIsThere() {
    shared(
        town -> {
          var ring = ring(town, 3);
          assertThat(ring.get(0).links()).containsExactly(Town.id(2), Town.id(3));
          assertThat(ring.get(1).links()).containsExactly(Town.id(1), Town.id(3));
          assertThat(ring.get(2).links()).containsExactly(Town.id(1), Town.id(2));
        });
  }

  // EN-6, LP-6.
  @Test
  void remembersTenOfThoseItIsConnectedTo() {
    shared(
        town -> {
          var ring = ring(town, 14);
          town.time.runFor(Duration.ofMinutes(3));
          for (var house : ring) {
            var linked = house.links();
            assertThat(house.remembered())
                .hasSizeBetween(1, 10)
                .allMatch(contact -> linked.contains(contact.peer().orElseThrow()))
                .allMatch(contact -> contact.equals(known(contact.candidate().address().port())));
          }
          assertThat(ring.get(13).remembered()).hasSizeGreaterThan(5);
        });
  }

  // CL-1, CL-4.
  @Test
  void aClientAsksThroughOnePeerAndFindsAnotherWhenThatIsGone() {
    anyhow(
        town -> {
          var ring = ring(town, 4);
          var client = town.add(200, Role.CLIENT, Town.anybody(3), Town.anybody(2));
          town.time.runFor(SOON);
          assertThat(client.machine.isInside()).isTrue();
          assertThat(answer(town, client, Town.id(4))).isInstanceOf(Response.Answer.Probed.class);

          int host = client.machine.node().topology().peers().iterator().next().bytes()[0];
          town.burn(host);
          town.time.runFor(SOON);
          assertThat(client.machine.isInside()).isTrue();
          assertThat(answer(town, client, Town.id(4))).isInstanceOf(Response.Answer.Probed.class);
          for (var house : ring) {
            assertThat(house.machine.node().topology().peers()).doesNotContain(client.id());
          }
        });
  }

  private static Response answer(Town town, House by, Id to) {
    var route = List.<Destination>of(new Destination.Unresolved(to));
    var request = new Request.Probe(List.of());
    town.ask(by, new NodeInput.Ask(7, route, request, NodeInput.Manner.PLAIN));
    town.time.runFor(SOON);
    Response last = null;
    for (var said : by.said()) {
      if (said instanceof NodeOutput.Reply(_, var response, _, _)) last = response;
    }
    assertThat(last).isNotNull();
    return last;
  }

  @Test
  void looksForWhomItKnewInAnotherPartOfTheOverlay() {
    shared(
        town -> {
          var ring = ring(town, 8);
          town.time.runFor(Duration.ofMinutes(3));
          town.part(Set.of(2, 3, 4, 7));
          town.time.runFor(Duration.ofMinutes(5));
          assertThat(ring.get(1).machine.node().topology().peers())
              .isSubsetOf(Town.id(3), Town.id(4), Town.id(7));

          town.walled.clear();
          town.time.runFor(Duration.ofMinutes(10));

          for (int i = 0; i < 8; i++) {
            var successor = Town.id((i + 1) % 8 + 1);
            var peers = ring.get(i).machine.node().topology().peers();
            assertThat(peers).as("peers of %s", i + 1).contains(successor);
          }
        });
  }

  @Test
  void keepsNoLinkOnlyBecauseItOnceAskedThere() {
    shared(
        town -> {
          ring(town, 14);
          town.time.runFor(Duration.ofMinutes(5));
          for (var house : town.houses.values()) {
            var used = house.machine.node().topology().peers();
            for (var link : house.machine.node().links()) {
              var other = town.houses.get((int) link.peer().bytes()[0]);
              var there = other.machine.node().topology().peers();
              assertThat(used.contains(link.peer()) || there.contains(house.id()))
                  .as("%s to %s", house.id(), link.peer())
                  .isTrue();
            }
          }
        });
  }
}
