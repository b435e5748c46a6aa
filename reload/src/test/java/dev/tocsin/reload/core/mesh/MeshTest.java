// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.topology.TopologyAct;
import dev.tocsin.reload.core.topology.TopologyEvent;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.mesh.MeshUpdate;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Peer 20 of a mesh of the peers 10, 20, 30, 40 and 50, to whom the test plays the others.
class MeshTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Id SELF = at(20);

  private Mesh mesh = settled(at(10), SELF, at(30), at(40), at(50));
  private List<TopologyAct> acts = List.of();

  private static Id at(int minute) {
    return new Id((long) minute << 57, 0);
  }

  private static Mesh settled(Id... all) {
    return Mesh.settled(SELF, all, MeshParameters.DEFAULT, new SplittableRandom(1), START);
  }

  private void hears(TopologyEvent event) {
    acts = mesh.handle(event, START);
  }

  private void isTold(Id by, Id... members) {
    hears(new TopologyEvent.Updated(by, new MeshUpdate(List.of(members)).write()));
  }

  private <A extends TopologyAct> List<A> acts(Class<A> type) {
    return acts.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private List<TopologyAct.Ask> asks(Class<? extends Request> type) {
    return acts(TopologyAct.Ask.class).stream()
        .filter(ask -> type.isInstance(ask.request()))
        .toList();
  }

  private Set<Id> told() {
    return asks(Request.Update.class).stream().map(TopologyAct.Ask::to).collect(Collectors.toSet());
  }

  @Test
  void answersForWhatIsNearestToIt() {
    assertThat(mesh.isResponsible(at(25))).isTrue();
    assertThat(mesh.isResponsible(at(26))).isFalse();
    assertThat(mesh.isResponsible(at(16))).isTrue();
    assertThat(mesh.isResponsible(at(15))).isFalse();
    assertThat(mesh.nextHop(at(36), SELF)).isEqualTo(at(40));
    assertThat(mesh.replicas()).containsExactly(at(10), at(30));
    assertThat(mesh.mayReplicate(at(30), at(31))).isTrue();
    assertThat(mesh.mayReplicate(at(30), at(38))).isFalse();
    assertThat(mesh.mayReplicate(at(40), at(41))).isFalse();
  }

  @Test
  void joinsThroughWhoeverIsNearestAndMeetsTheOthers() {
    // given a peer that knows one of the mesh
    mesh = new Mesh(SELF, MeshParameters.DEFAULT, new SplittableRandom(1));
    hears(new TopologyEvent.Linked(at(40)));
    hears(new TopologyEvent.Enter(at(40)));
    var ping = acts(TopologyAct.AskThrough.class).getFirst();

    // when the nearest one is found, it is asked
    hears(new TopologyEvent.Answered(ping.number(), at(30), new Answer.Probed(1, List.of())));
    var link = acts(TopologyAct.ConnectThrough.class).getFirst();
    assertThat(link).isEqualTo(new TopologyAct.ConnectThrough(link.number(), at(40), at(30)));
    hears(new TopologyEvent.Linked(at(30)));
    hears(new TopologyEvent.Connected(link.number(), at(30)));
    var join = asks(Request.Join.class).getFirst();
    assertThat(join.to()).isEqualTo(at(30));
    hears(new TopologyEvent.Answered(join.number(), at(30), new Answer.Joined()));
    assertThat(mesh.isJoined()).isFalse();

    // then its update ends that, and says who else is there
    isTold(at(30), at(10), SELF, at(40), at(50));
    assertThat(acts).contains(new TopologyAct.Joined());
    var links = acts(TopologyAct.ConnectThrough.class);
    assertThat(links)
        .extracting(TopologyAct.ConnectThrough::place)
        .containsExactlyInAnyOrder(at(10), at(40), at(50));

    // and whoever is met is a member as soon as it says so
    hears(new TopologyEvent.Connected(links.getFirst().number(), at(10)));
    assertThat(told()).containsExactly(at(10));
    assertThat(mesh.peers()).containsExactly(at(30));
    isTold(at(10), SELF, at(30), at(40), at(50));
    assertThat(mesh.peers()).containsExactly(at(10), at(30));
  }

  @Test
  void answersThenGivesThenTells() {
    hears(new TopologyEvent.Linked(at(22)));
    hears(new TopologyEvent.Joining(7, at(22), Bytes.EMPTY));
    assertThat(acts).hasSize(2);
    assertThat(acts.getFirst()).isEqualTo(new TopologyAct.Admit(7));
    var hand = acts(TopologyAct.Hand.class).getFirst();
    assertThat(hand).isEqualTo(new TopologyAct.Hand(hand.number(), at(22), at(21), at(26)));
    assertThat(mesh.isResponsible(at(22))).isTrue();

    hears(new TopologyEvent.Handed(hand.number(), true));
    assertThat(told()).containsExactly(at(22));
    assertThat(mesh.isResponsible(at(22))).isFalse();
  }

  @Test
  void turnsAwayForWhomAnotherOneIsNearer() {
    hears(new TopologyEvent.Linked(at(38)));
    hears(new TopologyEvent.Joining(7, at(38), Bytes.EMPTY));

    assertThat(acts(TopologyAct.Turn.class)).hasSize(1);
    assertThat(acts).hasSize(1);
  }

  @Test
  void holdsNoMoreMembersThanAnUpdateCanName() {
    // given a mesh with as many others as there is room for, all of them far away
    var all =
        IntStream.range(0, MeshUpdate.MEMBERS_MAX)
            .mapToObj(i -> at(40).plus(new Id(0, i)))
            .toArray(Id[]::new);
    mesh = settled(all);

    // when one more asks to be let in, it is turned away
    hears(new TopologyEvent.Linked(at(22)));
    hears(new TopologyEvent.Joining(7, at(22), Bytes.EMPTY));
    assertThat(acts(TopologyAct.Turn.class))
        .singleElement()
        .satisfies(turn -> assertThat(turn.why().code()).isEqualTo(FailureCode.FORBIDDEN));

    // and when it says that it is in, that changes nothing
    isTold(at(22), SELF);
    assertThat(mesh.peers()).containsExactlyInAnyOrder(all);
    isTold(all[0], SELF, at(23));
    assertThat(acts(TopologyAct.ConnectThrough.class)).isEmpty();
  }

  @Test
  void takesOverWhatIsNearestWhenAMemberIsGone() {
    hears(new TopologyEvent.Unlinked(at(30)));

    assertThat(mesh.isResponsible(at(29))).isTrue();
    assertThat(mesh.replicas()).containsExactly(at(10), at(40));
    assertThat(acts).contains(new TopologyAct.Bring(at(25), at(35)));
    assertThat(acts(TopologyAct.Hand.class))
        .extracting(TopologyAct.Hand::peer)
        .containsExactlyInAnyOrder(at(10), at(40));
  }

  @Test
  void tellsEverybodyFromTimeToTimeAndTakesWhoeverIsSilentForLost() {
    acts = mesh.tick(mesh.deadline());
    assertThat(told()).containsExactlyInAnyOrder(at(10), at(30), at(40), at(50));
    var update =
        asks(Request.Update.class).stream().filter(ask -> ask.to().equals(at(40))).findFirst();

    var late = Response.Failure.of(FailureCode.TIMED_OUT);
    hears(new TopologyEvent.Answered(update.orElseThrow().number(), Id.ZERO, late));

    assertThat(mesh.peers()).containsExactly(at(10), at(30), at(50));
  }

  @Test
  void tellsWhoeverMissesSomebodyOnce() {
    isTold(at(30), at(10), SELF, at(40));
    assertThat(told()).containsExactly(at(30));

    isTold(at(30), at(10), SELF, at(40));
    assertThat(told()).isEmpty();
  }

  @Test
  void saysGoodbyeToEverybodyBeforeItGoes() {
    hears(new TopologyEvent.Depart());
    var leaves = asks(Request.Leave.class);
    assertThat(leaves)
        .extracting(TopologyAct.Ask::to)
        .containsExactlyInAnyOrder(at(10), at(30), at(40), at(50));
    for (var leave : leaves) {
      hears(new TopologyEvent.Answered(leave.number(), leave.to(), new Answer.Left()));
    }
    assertThat(acts).containsExactly(new TopologyAct.Departed());
  }

  @Test
  void doesNotTakeBackWhoeverSaidGoodbye() {
    hears(new TopologyEvent.Leaving(at(30), Bytes.EMPTY));
    isTold(at(30), at(10), SELF, at(40), at(50));
    isTold(at(40), at(10), SELF, at(30), at(50));

    assertThat(mesh.peers()).containsExactly(at(10), at(40), at(50));
    assertThat(acts(TopologyAct.ConnectThrough.class)).isEmpty();
  }
}
