// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.chord.Chord;
import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.forwarding.ForwardingPolicy.Manner;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A peer of a settled ring of sixteen, in the middle: it answers for (0x70…, 0x80…].
class ForwardingTest {

  private static final DraftProfile PROFILE = DraftProfile.PROFILE;
  private static final int OVERLAY = PROFILE.overlay("ring.example");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Id SELF = at(8);
  private static final Id FROM = at(7);
  private static final Id CLIENT = new Id(0x7fff_0000_0000_0000L, 1);

  private final Set<Id> connected = new HashSet<>();
  private final Chord chord = chord();
  private final Forwarding forwarding = forwarding(ForwardingPolicy.DEFAULT);

  private static Id at(int sixteenth) {
    return new Id((long) sixteenth << 60, 1);
  }

  private Chord chord() {
    var ids = new Id[16];
    for (int i = 0; i < ids.length; i++) ids[i] = at(i);
    Arrays.sort(ids);
    var settled = Chord.settled(SELF, ids, ChordParameters.DRAFT, new SplittableRandom(1), NOW);
    connected.addAll(settled.table());
    return settled;
  }

  private Forwarding forwarding(ForwardingPolicy policy) {
    return new Forwarding(policy, OVERLAY, chord, connected::contains, new SplittableRandom(2));
  }

  private static Destination to(Id id) {
    return new Destination.Unresolved(id);
  }

  private static Destination by(Id id) {
    return new Destination.Peer(id);
  }

  private static Packet packet(
      int overlay, int ttl, Routing routing, Path path, boolean isRequest) {
    var contents =
        isRequest
            ? PROFILE.contents(new Request.Probe(List.of()))
            : PROFILE.contents(new Response.Answer.Tunneled());
    var header = new Header(overlay, ttl, routing, Fragment.WHOLE, 7, path);
    return PROFILE.packet(PROFILE.write(new Message(header, contents, Optional.empty())));
  }

  private static Packet request(Path path) {
    return packet(OVERLAY, 100, Routing.UNSPECIFIED, path, true);
  }

  private Verdict decide(Path path) {
    return forwarding.decide(request(path), FROM, NOW);
  }

  private static Path path(List<Destination> route, List<Destination> via) {
    return new Path(route, via, Optional.empty());
  }

  @Test
  void takesWhatItIsResponsibleFor() {
    // RT-5, R-33: the previous hop is added on receipt.
    var path = path(List.of(to(new Id(0x7abcL << 48, 0))), List.of(to(at(3))));

    assertThat(decide(path)).isEqualTo(new Verdict.Deliver(List.of(to(at(3)), by(FROM))));
  }

  @Test
  void goesThroughThePeersOfASourceRoute() {
    // RT-1, RT-5: its own entry is done with, then the rest is looked at.
    var verdict = decide(Path.to(to(SELF), to(at(9)), to(at(12))));

    assertThat(verdict)
        .isEqualTo(new Verdict.Pass(at(9), 1, List.of(), new Packet.Via.Added(by(FROM))));
  }

  @Test
  void passesOnToTheNearestPeerBeforeThePlace() {
    // RT-6, CH-3: 0xc is a finger, 0xd is not.
    var verdict = (Verdict.Pass) decide(Path.to(to(new Id(0xdL << 60, 5))));

    assertThat(verdict.next()).isEqualTo(at(12));
  }

  @Test
  void givesAClientWhatIsForItThoughItAnswersForItsId() {
    //
    assertThat(decide(Path.to(to(CLIENT)))).isInstanceOf(Verdict.Deliver.class);

    connected.add(CLIENT);

    assertThat(((Verdict.Pass) decide(Path.to(to(CLIENT)))).next()).isEqualTo(CLIENT);
  }

  @Test
  void passesNothingOnThatHasNoHopLeft() {
    // FH-3: the last hop may be this peer.
    var path = Path.to(to(at(12)));

    assertThat(forwarding.decide(packet(OVERLAY, 0, Routing.UNSPECIFIED, path, true), FROM, NOW))
        .isEqualTo(new Verdict.Drop(Verdict.Reason.TTL_OVER));
    assertThat(forwarding.decide(packet(OVERLAY, 1, Routing.UNSPECIFIED, path, true), FROM, NOW))
        .isInstanceOf(Verdict.Pass.class);
    var own = Path.to(to(SELF));
    assertThat(forwarding.decide(packet(OVERLAY, 0, Routing.UNSPECIFIED, own, true), FROM, NOW))
        .isInstanceOf(Verdict.Deliver.class);
  }

  @Test
  void tellsStrangersThatTheyAreWrongHereAndIsSilentToTheirResponses() {
    // RT-3.
    var path = Path.to(to(at(12)));

    var request = forwarding.decide(packet(1, 9, Routing.UNSPECIFIED, path, true), FROM, NOW);
    var response = forwarding.decide(packet(1, 9, Routing.UNSPECIFIED, path, false), FROM, NOW);

    assertThat(request)
        .isInstanceOfSatisfying(
            Verdict.Refuse.class,
            each -> assertThat(each.code()).isEqualTo(FailureCode.INCOMPATIBLE));
    assertThat(response).isEqualTo(new Verdict.Drop(Verdict.Reason.NOT_A_REQUEST));
  }

  @ParameterizedTest
  @CsvSource({
    "ANY, UNSPECIFIED, pass",
    "ANY, RECURSIVE, pass",
    "ANY, ITERATIVE, redirect",
    "RECURSIVE_ONLY, UNSPECIFIED, pass",
    "RECURSIVE_ONLY, RECURSIVE, pass",
    "RECURSIVE_ONLY, ITERATIVE, refuse",
    "ITERATIVE_ONLY, UNSPECIFIED, redirect",
    "ITERATIVE_ONLY, RECURSIVE, refuse",
    "ITERATIVE_ONLY, ITERATIVE, redirect"
  })
  void routesAsItIsWilling(Manner manner, Routing routing, String expected) {
    // FH-4, R-41.
    var willing = forwarding(new ForwardingPolicy(manner, ForwardingPolicy.NEVER));
    var path = Path.to(to(at(12)));

    var verdict = willing.decide(packet(OVERLAY, 9, routing, path, true), FROM, NOW);

    switch (expected) {
      case "pass" -> assertThat(verdict).isInstanceOf(Verdict.Pass.class);
      case "redirect" ->
          assertThat(verdict).isEqualTo(new Verdict.Redirect(at(12), List.of(by(FROM))));
      default ->
          assertThat(((Verdict.Refuse) verdict).code())
              .isEqualTo(FailureCode.ROUTING_NOT_SUPPORTED);
    }
    // A response goes on whatever the peer is willing to do with requests.
    assertThat(willing.decide(packet(OVERLAY, 9, routing, path, false), FROM, NOW))
        .isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void refusesAWayOfRoutingThatNobodyKnows() {
    var bytes = request(Path.to(to(at(12)))).bytes().clone();
    bytes[9] = 9;

    assertThat(((Verdict.Refuse) forwarding.decide(PROFILE.packet(bytes), FROM, NOW)).code())
        .isEqualTo(FailureCode.ROUTING_NOT_SUPPORTED);
  }

  @Test
  void answersForTheWildcardAndSendsNothingToNobody() {
    // TE-1.
    assertThat(decide(Path.to(to(Id.WILDCARD)))).isInstanceOf(Verdict.Deliver.class);
    assertThat(decide(Path.to(to(Id.ZERO))))
        .isEqualTo(new Verdict.Drop(Verdict.Reason.NO_DESTINATION));
  }

  @Test
  void putsAPrivateIdInPlaceOfALongListAndFindsTheWayBack() {
    // RT-4, RT-9, R-34.
    var compressing = forwarding(new ForwardingPolicy(Manner.ANY, 2));
    var via = List.of(to(at(1)), to(at(2)));
    var pass =
        (Verdict.Pass) compressing.decide(request(path(List.of(to(at(12))), via)), FROM, NOW);
    var x = ((Packet.Via.Replaced) pass.via()).entries().getFirst();

    // The next peer reverses what it got.
    var back = Path.to(to(SELF), x);
    var response = packet(OVERLAY, 100, Routing.UNSPECIFIED, back, false);
    var verdict = (Verdict.Pass) compressing.decide(response, at(12), NOW);

    assertThat(verdict.next()).isEqualTo(FROM);
    assertThat(verdict.taken()).isEqualTo(2);
    assertThat(verdict.first()).containsExactly(by(FROM), to(at(2)), to(at(1)));
  }

  @Test
  void knowsAPrivateIdOnlyFromWhomItGaveItToAndForAWhile() {
    var compressing = forwarding(new ForwardingPolicy(Manner.ANY, 2));
    var via = List.of(to(at(1)), to(at(2)));
    var pass =
        (Verdict.Pass) compressing.decide(request(path(List.of(to(at(12))), via)), FROM, NOW);
    var x = ((Packet.Via.Replaced) pass.via()).entries().getFirst();
    var response = packet(OVERLAY, 100, Routing.UNSPECIFIED, Path.to(to(SELF), x), false);

    var guessed = compressing.decide(response, at(9), NOW);
    var late = compressing.decide(response, at(12), NOW.plus(Duration.ofMinutes(2)));

    for (var each : List.of(guessed, late)) {
      // It is a place like any other then.
      assertThat(each instanceof Verdict.Pass passed ? passed.first() : List.of()).isEmpty();
    }
  }

  @Test
  void leavesShortListsAsTheyAre() {
    var compressing = forwarding(new ForwardingPolicy(Manner.ANY, 2));

    var pass = (Verdict.Pass) compressing.decide(request(Path.to(to(at(12)))), FROM, NOW);

    assertThat(pass.via()).isEqualTo(new Packet.Via.Added(by(FROM)));
  }

  @Test
  void letsNoListGrowBeyondItsBound() {
    var full = path(List.of(to(at(12))), Collections.nCopies(255, to(at(3))));

    assertThat(decide(full)).isEqualTo(new Verdict.Drop(Verdict.Reason.LIST_FULL));
  }

  @Test
  void beginsItsOwnMessagesWhereTheyWouldGo() {
    assertThat(forwarding.firstHop(to(at(9)))).isEqualTo(at(9));
    assertThat(forwarding.firstHop(to(new Id(0xdL << 60, 5)))).isEqualTo(at(12));
    assertThat(forwarding.firstHop(to(new Id(0x7abcL << 48, 0)))).isEqualTo(SELF);
    assertThat(forwarding.firstHop(new Destination.Opaque(Bytes.EMPTY))).isIn(connected);
  }
}
