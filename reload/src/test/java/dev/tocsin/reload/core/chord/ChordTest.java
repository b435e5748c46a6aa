// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import static dev.tocsin.reload.core.chord.LonePeer.SELF;
import static dev.tocsin.reload.core.chord.LonePeer.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.topology.TopologyAct;
import dev.tocsin.reload.core.topology.TopologyEvent;
import dev.tocsin.reload.wire.chord.ChordUpdate;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// Chord's rules one by one, at a peer whose neighbours are 17 to 19 and 21 to 23, and whose
/// fingers are 21, 22, 24, 28, 36 and 52.
class ChordTest {

  private final LonePeer peer = LonePeer.settled();
  private final Chord chord = peer.chord;

  // CH-1, CH-2, R-29.
  @Test
  void answersForWhatLiesBehindItsPredecessorUpToItself() {
    assertThat(chord.predecessors()).isEqualTo(at(19, 18, 17));
    assertThat(chord.successors()).isEqualTo(at(21, 22, 23));
    assertThat(chord.table()).isEqualTo(at(21, 22, 23, 24, 28, 36, 52, 17, 18, 19));
    assertThat(chord.isResponsible(at(19))).isFalse();
    assertThat(chord.isResponsible(at(19.5))).isTrue();
    assertThat(chord.isResponsible(SELF)).isTrue();
    assertThat(chord.isResponsible(at(20.5))).isFalse();
    assertThat(chord.responsiblePpb()).isEqualTo(1_000_000_000 / 64);
  }

  @Test
  void answersForEverythingWhileItIsAlone() {
    var first = LonePeer.fresh();
    assertThat(first.chord.isResponsible(SELF)).isFalse();

    first.hears(new TopologyEvent.Form());

    assertThat(first.acts).containsExactly(new TopologyAct.Joined());
    assertThat(first.chord.isResponsible(at(52))).isTrue();
    assertThat(first.chord.responsiblePpb()).isEqualTo(1_000_000_000);
  }

  // CH-3, R-30.
  @Test
  void passesOnToTheLastOneThatIsNotBeyondThePlace() {
    assertThat(chord.nextHop(at(35.5), SELF)).isEqualTo(at(28));
    assertThat(chord.nextHop(at(36), SELF)).isEqualTo(at(36));
    assertThat(chord.nextHop(at(5), SELF)).isEqualTo(at(52));
    assertThat(chord.nextHop(at(20.5), SELF)).isEqualTo(at(21));
  }

  // TE-2, CN-1.
  @Test
  void passesNothingOnToWhoeverIsOnlyLinked() {
    peer.hears(new TopologyEvent.Linked(at(20.5)));
    assertThat(peer.acts).isEmpty();
    assertThat(chord.peers()).doesNotContain(at(20.5));

    peer.isTold(at(20.5), at(20, 19, 18), at(21, 22, 23));
    assertThat(chord.peers()).contains(at(20.5));
    assertThat(chord.nextHop(at(20.75), SELF)).isEqualTo(at(20.5));
  }

  // CH-4, R-32.
  @Test
  void keepsCopiesOfWhatItsTwoPredecessorsAnswerFor() {
    assertThat(chord.replicas()).isEqualTo(at(21, 22));
    assertThat(chord.mayReplicate(at(19), at(18.5))).isTrue();
    assertThat(chord.mayReplicate(at(18), at(17.5))).isTrue();
    assertThat(chord.mayReplicate(at(19), at(17.5))).isFalse();
    assertThat(chord.mayReplicate(at(17), at(16.5))).isFalse();
    assertThat(chord.mayReplicate(at(52), at(51.5))).isFalse();
  }

  // CH-6, CH-7, CH-11.
  @Test
  void tellsThoseThatAreLeftWhenANeighbourIsGone() {
    peer.loses(21);

    assertThat(chord.successors()).isEqualTo(at(22, 23, 24));
    assertThat(peer.told()).containsExactlyInAnyOrderElementsOf(at(17, 18, 19, 22, 23, 24));
    assertThat(peer.updates()).containsExactly(new ChordUpdate(at(19, 18, 17), at(22, 23, 24)));
  }

  // CH-8.
  @Test
  void looksForItsSuccessorAsIfJoiningWhenAllAreGone() {
    peer.loses(21);
    peer.loses(22);
    peer.loses(23);
    peer.waits();

    assertThat(peer.acts(TopologyAct.AskThrough.class))
        .anySatisfy(
            ask -> {
              assertThat(ask.to()).isEqualTo(SELF.plus(Id.ONE));
              assertThat(ask.request()).isInstanceOf(Request.Probe.class);
              assertThat(chord.table()).contains(ask.through());
            });
  }

  // CH-8.
  @Test
  void linksToItsFingersAgainWhenAllAreGone() {
    for (double minute : new double[] {24, 28, 36, 52}) peer.loses(minute);
    peer.waits();

    assertThat(peer.acts(TopologyAct.Connect.class))
        .extracting(TopologyAct.Connect::place)
        .containsExactlyInAnyOrderElementsOf(at(24, 28, 36, 52));
  }

  // CH-8.
  @Test
  void saysThatEverybodyIsGone() {
    for (var other : chord.table()) peer.hears(new TopologyEvent.Unlinked(other));

    assertThat(peer.acts).contains(new TopologyAct.Lost());
  }

  // CH-9.
  @Test
  void linksToNearerPeersThatItIsToldOf() {
    peer.isTold(at(21), at(20.5, 20, 19), at(22, 23, 24));

    var links = peer.acts(TopologyAct.ConnectThrough.class);
    assertThat(links).hasSize(1);
    var link = links.getFirst();
    assertThat(link.through()).isEqualTo(at(21));
    assertThat(link.place()).isEqualTo(at(20.5));
    assertThat(chord.successors()).isEqualTo(at(21, 22, 23));

    // once, though it is told again
    peer.isTold(at(21), at(20.5, 20, 19), at(22, 23, 24));
    assertThat(peer.acts(TopologyAct.ConnectThrough.class)).isEmpty();

    // CH-11: to those that were neighbours, and those that are
    peer.hears(new TopologyEvent.Linked(at(20.5)));
    peer.hears(new TopologyEvent.Connected(link.number(), at(20.5)));
    assertThat(chord.successors()).isEqualTo(at(20.5, 21, 22));
    assertThat(peer.told()).containsExactlyInAnyOrderElementsOf(at(17, 18, 19, 20.5, 21, 22, 23));
  }

  @Test
  void linksToNobodyThatIsFarther() {
    peer.isTold(at(23), at(22, 21, 20), at(23.5, 25, 26));

    assertThat(peer.acts(TopologyAct.ConnectThrough.class)).isEmpty();
  }

  // CH-10, R-46.
  @Test
  void asksANeighbourThatAnUpdateAroundItDoesNotName() {
    peer.isTold(at(21), at(20, 19, 17), at(22, 23, 24));
    var probes = peer.asks(Request.Probe.class);
    assertThat(probes).extracting(TopologyAct.Ask::to).containsExactly(at(18));

    // when it answers it stays
    peer.isAnswered(probes.getFirst().number(), at(18));
    assertThat(chord.predecessors()).isEqualTo(at(19, 18, 17));

    // when it does not it goes
    peer.isTold(at(21), at(20, 19, 17), at(22, 23, 24));
    peer.isNotAnswered(peer.asks(Request.Probe.class).getFirst().number());
    assertThat(chord.predecessors()).doesNotContain(at(18)).startsWith(at(19), at(17));
    assertThat(peer.told()).contains(at(19), at(17));
  }

  // CH-11.
  @Test
  void neverTakesItselfForANeighbour() {
    peer.loses(21);
    peer.isTold(at(22), at(20, 19, 18), at(23, 24, 25));

    assertThat(chord.table()).doesNotContain(SELF);
    assertThat(peer.acts(TopologyAct.ConnectThrough.class))
        .extracting(TopologyAct.ConnectThrough::place)
        .doesNotContain(SELF);
  }

  // CH-12.
  @Test
  void givesCopiesToWhoeverIsNewAmongItsReplicas() {
    peer.loses(21);

    var hand = peer.acts(TopologyAct.Hand.class);
    assertThat(hand).hasSize(1);
    assertThat(hand.getFirst().peer()).isEqualTo(at(23));
    assertThat(hand.getFirst().from()).isEqualTo(at(19));
    assertThat(hand.getFirst().to()).isEqualTo(SELF);
    assertThat(peer.acts(TopologyAct.Keep.class)).isEmpty();
  }

  // CH-12.
  @Test
  void givesCopiesOfWhatALostPredecessorLeft() {
    peer.loses(19);

    assertThat(chord.isResponsible(at(18.5))).isTrue();
    assertThat(peer.acts(TopologyAct.Hand.class))
        .extracting(TopologyAct.Hand::peer, TopologyAct.Hand::from, TopologyAct.Hand::to)
        .containsExactlyInAnyOrder(tuple(at(21), at(18), at(19)), tuple(at(22), at(18), at(19)));
  }

  // CH-14.
  @Test
  void takesWhoeverDoesNotAnswerAnUpdateForLost() {
    peer.loses(17);
    var update =
        peer.asks(Request.Update.class).stream()
            .filter(ask -> ask.to().equals(at(21)))
            .findFirst()
            .orElseThrow();

    peer.isNotAnswered(update.number());

    assertThat(chord.successors()).isEqualTo(at(22, 23, 24));
    assertThat(peer.told()).contains(at(19), at(18), at(22), at(23), at(24));
    assertThat(peer.acts(TopologyAct.Hand.class))
        .extracting(TopologyAct.Hand::peer)
        .containsExactly(at(23));
  }

  // CH-14: its link still stands, and others still name it.
  @Test
  void takesWhoeverWasSilentBackOnlyWhenItSpeaks() {
    peer.loses(17);
    for (var update : peer.asks(Request.Update.class)) {
      if (update.to().equals(at(21))) peer.isNotAnswered(update.number());
    }

    peer.isTold(at(22), at(21, 20, 19), at(23, 24, 25));
    assertThat(chord.peers()).doesNotContain(at(21));
    assertThat(peer.acts(TopologyAct.ConnectThrough.class))
        .extracting(TopologyAct.ConnectThrough::place)
        .doesNotContain(at(21));

    peer.isTold(at(21), at(20, 19, 18), at(22, 23, 24));
    assertThat(chord.successors()).isEqualTo(at(21, 22, 23));
  }

  // CH-16, LE-1.
  @Test
  void saysGoodbyeToEverybodyBeforeItGoes() {
    peer.hears(new TopologyEvent.Linked(at(40)));
    var all = new ArrayList<>(chord.table());
    all.add(at(40));

    peer.hears(new TopologyEvent.Depart());
    var leaves = peer.asks(Request.Leave.class);
    assertThat(leaves).extracting(TopologyAct.Ask::to).containsExactlyInAnyOrderElementsOf(all);
    assertThat(leaves)
        .extracting(TopologyAct.Ask::request)
        .containsOnly(new Request.Leave(SELF, Bytes.EMPTY));
    assertThat(chord.isJoined()).isFalse();

    for (var leave : leaves) {
      assertThat(peer.acts).doesNotContain(new TopologyAct.Departed());
      peer.hears(new TopologyEvent.Answered(leave.number(), leave.to(), new Answer.Left()));
    }
    assertThat(peer.acts).containsExactly(new TopologyAct.Departed());
  }

  // CH-16, LE-2.
  @Test
  void repairsWhereANeighbourSaidGoodbyeAndDoesNotTakeItBack() {
    peer.hears(new TopologyEvent.Leaving(at(21), Bytes.EMPTY));
    assertThat(chord.successors()).isEqualTo(at(22, 23, 24));
    assertThat(peer.told()).contains(at(19), at(18), at(17), at(22), at(23), at(24));
    assertThat(peer.acts(TopologyAct.Hand.class))
        .extracting(TopologyAct.Hand::peer)
        .containsExactly(at(23));

    // what was under way
    peer.isTold(at(21), at(20, 19, 18), at(22, 23, 24));
    peer.isTold(at(22), at(21, 20, 19), at(23, 24, 25));
    assertThat(chord.peers()).doesNotContain(at(21));
  }

  // UP-1.
  @Test
  void changesNothingForAnUpdateThatIsNone() {
    var before = chord.table();

    peer.hears(new TopologyEvent.Updated(at(21), Bytes.of(new byte[] {17, 1})));

    assertThat(peer.acts).isEmpty();
    assertThat(chord.table()).isEqualTo(before);
  }
}
