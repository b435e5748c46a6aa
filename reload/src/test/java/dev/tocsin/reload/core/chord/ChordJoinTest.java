// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import static dev.tocsin.reload.core.chord.LonePeer.SELF;
import static dev.tocsin.reload.core.chord.LonePeer.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.topology.TopologyAct;
import dev.tocsin.reload.core.topology.TopologyEvent;
import dev.tocsin.reload.wire.chord.ChordUpdate;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How a peer gets into a ring, and lets others in (CH-5, JO-1, JO-2).
class ChordJoinTest {

  private static final Id BOOTSTRAP = at(52);
  private static final Id NEW = at(19.5);

  private final LonePeer joining = LonePeer.fresh();
  private final LonePeer admitting = LonePeer.settled();

  private void enters() {
    joining.hears(new TopologyEvent.Linked(BOOTSTRAP));
    joining.hears(new TopologyEvent.Enter(BOOTSTRAP));
  }

  private TopologyAct.AskThrough ping() {
    var pings = joining.acts(TopologyAct.AskThrough.class);
    assertThat(pings).hasSize(1);
    assertThat(joining.acts).hasSize(1);
    assertThat(pings.getFirst().through()).isEqualTo(BOOTSTRAP);
    assertThat(pings.getFirst().request()).isInstanceOf(Request.Probe.class);
    return pings.getFirst();
  }

  private List<TopologyAct.ConnectThrough> finds(double... successors) {
    for (double successor : successors) joining.isAnswered(ping().number(), at(successor));
    return joining.acts(TopologyAct.ConnectThrough.class);
  }

  // Peers stand at whole minutes: the first one at or behind a place.
  private static Id owner(Id place) {
    for (int minute = 1; minute < 64; minute++) {
      if (at(minute).compareTo(place) >= 0) return at(minute);
    }
    return at(1);
  }

  private TopologyAct.Ask linksToAll() {
    for (var link : finds(21, 22, 23)) {
      assertThat(joining.asks(Request.Join.class)).isEmpty();
      joining.hears(new TopologyEvent.Linked(owner(link.place())));
      joining.hears(new TopologyEvent.Connected(link.number(), owner(link.place())));
    }
    return joining.asks(Request.Join.class).getFirst();
  }

  @Test
  void findsItsSuccessorsByAskingForTheNextPlaceEachTime() {
    enters();
    assertThat(ping().to()).isEqualTo(SELF.plus(Id.ONE));
    joining.isAnswered(ping().number(), at(21));
    assertThat(ping().to()).isEqualTo(at(21).plus(Id.ONE));
    joining.isAnswered(ping().number(), at(22));
    assertThat(ping().to()).isEqualTo(at(22).plus(Id.ONE));
  }

  @Test
  void linksToItsSuccessorsAndFingersBeforeItAsksToBeLetIn() {
    enters();

    var links = finds(21, 22, 23);

    var places = new ArrayList<>(at(21, 22, 23));
    for (int i = 1; i <= 8; i++) places.add(SELF.plusPowerOfTwo(Id.BITS - i));
    assertThat(links).extracting(TopologyAct.ConnectThrough::place).isEqualTo(places);
    assertThat(links).extracting(TopologyAct.ConnectThrough::through).containsOnly(BOOTSTRAP);
    assertThat(joining.acts).hasSameSizeAs(links);
  }

  @Test
  void asksItsSuccessorAndIsInWithItsUpdateOnly() {
    enters();
    var join = linksToAll();
    assertThat(join.to()).isEqualTo(at(21));
    assertThat(join.request()).isEqualTo(new Request.Join(SELF, Bytes.EMPTY));

    // when it is let in it waits for the data
    joining.hears(new TopologyEvent.Answered(join.number(), at(21), new Answer.Joined()));
    assertThat(joining.chord.isJoined()).isFalse();
    assertThat(joining.chord.mayReplicate(at(21), at(19.5))).isTrue();
    joining.isTold(at(22), at(21, 19, 18), at(23, 24, 25));
    assertThat(joining.chord.isJoined()).isFalse();

    // then the update of its successor ends it, and it tells everybody in its tables
    joining.isTold(at(21), at(20, 19, 18), at(22, 23, 24));
    assertThat(joining.acts).contains(new TopologyAct.Joined());
    assertThat(joining.told()).containsAll(joining.chord.table());
    assertThat(joining.acts(TopologyAct.ConnectThrough.class))
        .extracting(TopologyAct.ConnectThrough::place)
        .contains(at(19), at(18));
    // it knows its predecessor before it has a link to it
    assertThat(joining.chord.isResponsible(at(19.5))).isTrue();
    assertThat(joining.chord.isResponsible(at(18.5))).isFalse();
  }

  // the predecessor refuses the link because it asks for one itself.
  @Test
  void answersForNothingElseWhileItHasNoLinkToItsPredecessor() {
    enters();
    var join = linksToAll();
    joining.hears(new TopologyEvent.Answered(join.number(), at(21), new Answer.Joined()));
    joining.isTold(at(21), at(20, 19, 18), at(22, 23, 24));
    var links = joining.acts(TopologyAct.ConnectThrough.class);
    assertThat(links).extracting(TopologyAct.ConnectThrough::place).startsWith(at(19), at(18));

    joining.hears(new TopologyEvent.Linked(at(18)));
    joining.hears(new TopologyEvent.Connected(links.get(1).number(), at(18)));
    joining.hears(new TopologyEvent.NotConnected(links.getFirst().number()));

    assertThat(joining.chord.isResponsible(at(19.5))).isTrue();
    assertThat(joining.chord.isResponsible(at(18.5))).isFalse();
    assertThat(joining.chord.isResponsible(at(40))).isFalse();
  }

  // a ring of two.
  @Test
  void makesDoWithFewerSuccessorsThanItWants() {
    enters();

    assertThat(finds(52, 52)).extracting(TopologyAct.ConnectThrough::place).startsWith(at(52));
  }

  @Test
  void goesOnWithoutAFingerThatCannotBeReached() {
    enters();
    var links = finds(21, 22, 23);
    joining.hears(new TopologyEvent.Linked(at(21)));
    for (var link : links) {
      boolean isSuccessor = link.place().equals(at(21));
      joining.hears(
          isSuccessor
              ? new TopologyEvent.Connected(link.number(), at(21))
              : new TopologyEvent.NotConnected(link.number()));
    }

    assertThat(joining.asks(Request.Join.class)).hasSize(1);
  }

  @Test
  void beginsAgainWhenItIsTurnedAway() {
    enters();
    var join = linksToAll();

    var why = Response.Failure.of(FailureCode.NOT_FOUND);
    joining.hears(new TopologyEvent.Answered(join.number(), at(21), why));
    assertThat(joining.chord.isJoined()).isFalse();
    joining.waits();

    assertThat(ping().to()).isEqualTo(SELF.plus(Id.ONE));
  }

  // an answer, then the data, then updates.
  @Test
  void answersThenGivesThenTells() {
    admitting.hears(new TopologyEvent.Linked(NEW));
    admitting.hears(new TopologyEvent.Joining(7, NEW, Bytes.EMPTY));

    assertThat(admitting.acts).hasSize(2);
    assertThat(admitting.acts.getFirst()).isEqualTo(new TopologyAct.Admit(7));
    var hand = admitting.acts(TopologyAct.Hand.class).getFirst();
    assertThat(hand).isEqualTo(new TopologyAct.Hand(hand.number(), NEW, at(19), NEW));
    assertThat(admitting.chord.isResponsible(NEW)).isTrue();

    admitting.hears(new TopologyEvent.Handed(hand.number(), true));
    assertThat(admitting.chord.isResponsible(NEW)).isFalse();
    // first to the one that joins, which is called the predecessor, then to old and new neighbours
    assertThat(admitting.asks(Request.Update.class).getFirst().to()).isEqualTo(NEW);
    assertThat(admitting.updates())
        .containsExactly(new ChordUpdate(List.of(NEW, at(19), at(18)), at(21, 22, 23)));
    assertThat(admitting.told())
        .containsExactlyInAnyOrder(NEW, at(17), at(18), at(19), at(21), at(22), at(23));
  }

  //
  @Test
  void letsNobodyInForWhomItDoesNotAnswer() {
    admitting.hears(new TopologyEvent.Linked(at(30.5)));
    admitting.hears(new TopologyEvent.Joining(7, at(30.5), Bytes.EMPTY));

    assertThat(admitting.acts).hasSize(1);
    var turn = admitting.acts(TopologyAct.Turn.class).getFirst();
    assertThat(turn.number()).isEqualTo(7);
    assertThat(turn.why().code()).isEqualTo(FailureCode.NOT_FOUND);
    assertThat(admitting.chord.peers()).doesNotContain(at(30.5));
  }

  @Test
  void letsOneInAfterTheOther() {
    var second = at(19.75);
    for (var each : List.of(NEW, second)) admitting.hears(new TopologyEvent.Linked(each));
    admitting.hears(new TopologyEvent.Joining(7, NEW, Bytes.EMPTY));
    var hand = admitting.acts(TopologyAct.Hand.class).getFirst();

    admitting.hears(new TopologyEvent.Joining(8, second, Bytes.EMPTY));
    assertThat(admitting.acts).isEmpty();

    // when the first one is in, the second gets what is left
    admitting.hears(new TopologyEvent.Handed(hand.number(), true));
    assertThat(admitting.acts).contains(new TopologyAct.Admit(8));
    var next = admitting.acts(TopologyAct.Hand.class);
    assertThat(next).anyMatch(each -> each.peer().equals(second) && each.from().equals(NEW));
  }

  @Test
  void letsTheNextOneInWhenTheFirstIsGone() {
    var second = at(19.75);
    for (var each : List.of(NEW, second)) admitting.hears(new TopologyEvent.Linked(each));
    admitting.hears(new TopologyEvent.Joining(7, NEW, Bytes.EMPTY));
    admitting.hears(new TopologyEvent.Joining(8, second, Bytes.EMPTY));

    admitting.hears(new TopologyEvent.Unlinked(NEW));

    assertThat(admitting.acts).contains(new TopologyAct.Admit(8));
  }
}
