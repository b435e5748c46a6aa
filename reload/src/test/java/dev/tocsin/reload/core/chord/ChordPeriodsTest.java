// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import static dev.tocsin.reload.core.chord.LonePeer.SELF;
import static dev.tocsin.reload.core.chord.LonePeer.START;
import static dev.tocsin.reload.core.chord.LonePeer.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.core.topology.TopologyAct;
import dev.tocsin.reload.core.topology.TopologyEvent;
import dev.tocsin.reload.wire.chord.ChordUpdate;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a peer of a ring does from time to time (CH-13, CH-15).
class ChordPeriodsTest {

  private static final Duration NEVER = Duration.ofDays(1000);

  // When updates go out by themselves, and to whom.
  private static List<Instant> updateTimes(LonePeer peer, int count) {
    var times = new ArrayList<Instant>();
    while (times.size() < count) {
      peer.waits();
      if (peer.told().isEmpty()) continue;
      assertThat(peer.told()).containsExactlyInAnyOrderElementsOf(peer.chord.table());
      assertThat(peer.updates()).containsExactly(new ChordUpdate(at(19, 18, 17), at(21, 22, 23)));
      times.add(peer.now);
    }
    return times;
  }

  private static void averages(List<Instant> times, Duration period) {
    var least = period.dividedBy(2);
    var most = period.plus(least);
    var gaps = new HashSet<Duration>();
    for (int i = 1; i < times.size(); i++) {
      var gap = Duration.between(times.get(i - 1), times.get(i));
      assertThat(gap).isBetween(least, most);
      gaps.add(gap);
    }
    // Two peers that begin together do not stay so.
    assertThat(gaps).hasSizeGreaterThan(times.size() / 2);
    var mean = Duration.between(times.getFirst(), times.getLast()).dividedBy(times.size() - 1);
    assertThat(mean)
        .isBetween(period.multipliedBy(9).dividedBy(10), period.multipliedBy(11).dividedBy(10));
  }

  // CH-13.
  @Test
  void tellsAllInItsTablesEveryTenMinutes() {
    averages(updateTimes(LonePeer.settled(), 200), Duration.ofMinutes(10));
  }

  // CH-13: the period is the overlay's to choose.
  @Test
  void tellsThemAsOftenAsTheOverlayWantsIt() {
    var period = Duration.ofSeconds(30);
    var parameters = ChordParameters.DRAFT.withPeriods(period, NEVER);

    averages(updateTimes(LonePeer.settled(parameters, 1), 200), period);
  }

  // CH-13: not all at once.
  @Test
  void beginsAtARandomTime() {
    var parameters = ChordParameters.DRAFT.withPeriods(Duration.ofMinutes(10), NEVER);
    var first = new HashSet<Instant>();
    for (int seed = 0; seed < 100; seed++) {
      first.add(LonePeer.settled(parameters, seed).chord.deadline());
    }

    assertThat(first).hasSizeGreaterThan(90);
    assertThat(first).allMatch(time -> time.isAfter(START));
    assertThat(first).allMatch(time -> !time.isAfter(START.plus(Duration.ofMinutes(10))));
    assertThat(first).anyMatch(time -> time.isBefore(START.plus(Duration.ofMinutes(2))));
    assertThat(first).anyMatch(time -> time.isAfter(START.plus(Duration.ofMinutes(8))));
  }

  // CH-12: with the same period.
  @Test
  void dropsFromTimeToTimeWhatBelongsToOthersNow() {
    var peer = LonePeer.settled(ChordParameters.DRAFT.withPeriods(Duration.ofMinutes(1), NEVER), 1);

    peer.waits();

    assertThat(peer.acts).contains(new TopologyAct.Keep(at(17), SELF));
  }

  // RFC 6940 §10.7.1.
  @Test
  void saysNothingOfALossBeforeTheNextPeriodIfRecoveryIsPeriodic() {
    var peer = LonePeer.settled(ChordParameters.DRAFT.periodic(), 1);

    peer.loses(21);
    assertThat(peer.told()).isEmpty();
    assertThat(peer.chord.successors()).isEqualTo(at(22, 23, 24));

    while (peer.told().isEmpty()) peer.waits();
    assertThat(peer.told()).containsExactlyInAnyOrderElementsOf(peer.chord.table());
  }

  private static LonePeer takingTurns() {
    var parameters = ChordParameters.DRAFT.inTurn().withPeriods(Duration.ofSeconds(30), NEVER);
    return LonePeer.settled(parameters, 1);
  }

  // Neighbours 21 to 23, and fingers to 24, 28, 36 and 52 that are none.
  @Test
  void tellsItsSuccessorAndLooksAfterOneMoreInTurnIfItIsToldTo() {
    var peer = takingTurns();
    var told = new ArrayList<Id>();
    var probed = new ArrayList<Id>();
    for (int i = 0; i < 14; i++) {
      peer.waits();
      assertThat(peer.told()).hasSizeBetween(1, 2).contains(at(21));
      peer.told().stream().filter(id -> !id.equals(at(21))).forEach(told::add);
      peer.asks(Request.Probe.class).forEach(ask -> probed.add(ask.to()));
    }

    assertThat(told).isEqualTo(at(22, 23, 22, 23));
    assertThat(probed).isEqualTo(at(52, 36, 28, 24, 52, 36, 28, 24));
    assertThat(peer.now).isBetween(START.plusSeconds(200), START.plusSeconds(700));
  }

  @Test
  void fillsAnEmptyFingerWhenItsTurnComes() {
    var peer = takingTurns();

    peer.loses(52);

    int turns = 0;
    while (peer.acts(TopologyAct.Connect.class).isEmpty()) {
      assertThat(turns++).isLessThan(7);
      peer.waits();
    }
    assertThat(peer.acts(TopologyAct.Connect.class))
        .extracting(TopologyAct.Connect::place)
        .containsExactly(at(52));
  }

  private static LonePeer pinging() {
    return LonePeer.settled(ChordParameters.DRAFT.withPeriods(NEVER, Duration.ofHours(1)), 1);
  }

  private static TopologyAct.Ask ping(LonePeer peer) {
    peer.waits();
    var pings = peer.asks(Request.Probe.class);
    assertThat(pings).hasSize(1);
    assertThat(peer.acts).hasSize(1);
    return pings.getFirst();
  }

  // CH-15.
  @Test
  void pingsAFingersPlaceEveryHour() {
    var peer = pinging();
    var times = new ArrayList<Instant>();
    var places = new HashSet<Id>();
    for (int i = 0; i < 200; i++) {
      places.add(ping(peer).to());
      times.add(peer.now);
    }

    averages(times, Duration.ofHours(1));
    var all = new HashSet<Id>();
    for (int i = 1; i <= 8; i++) all.add(SELF.plusPowerOfTwo(Id.BITS - i));
    assertThat(places).isEqualTo(all);
  }

  // CH-15.
  @Test
  void takesABetterFingerInPlaceOfTheOld() {
    var peer = pinging();
    var ping = ping(peer);
    while (!ping.to().equals(at(36))) ping = ping(peer);

    // when the one that it has answers, all stays
    peer.isAnswered(ping.number(), at(36));
    assertThat(peer.acts).isEmpty();

    // when the place is another's, that one is the finger once there is a link
    peer.loses(36);
    peer.waits();
    var lost = peer.acts(TopologyAct.Connect.class).getFirst();
    peer.hears(new TopologyEvent.Connected(lost.number(), at(37)));
    assertThat(peer.chord.table()).contains(at(37));
    ping = ping(peer);
    while (!ping.to().equals(at(36))) ping = ping(peer);
    peer.isAnswered(ping.number(), at(36.5));
    var better = peer.acts(TopologyAct.Connect.class).getFirst();
    assertThat(better.place()).isEqualTo(at(36));
    peer.hears(new TopologyEvent.Connected(better.number(), at(36.5)));
    assertThat(peer.chord.table()).contains(at(36.5)).doesNotContain(at(37));
  }
}
