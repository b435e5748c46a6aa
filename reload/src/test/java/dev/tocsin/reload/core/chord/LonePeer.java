// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.topology.TopologyAct;
import dev.tocsin.reload.core.topology.TopologyEvent;
import dev.tocsin.reload.wire.chord.ChordUpdate;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// Peer 20 of a ring on which peers 1 to 63 stand as the minutes on a dial. The others are played
/// by the test.
final class LonePeer {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Id SELF = at(20);

  final Chord chord;
  Instant now = START;

  /// What the last event or tick led to.
  List<TopologyAct> acts = List.of();

  private LonePeer(Chord chord) {
    this.chord = chord;
  }

  /// A place on the dial.
  static Id at(double minute) {
    return new Id((long) (minute * 256) << 50, 0);
  }

  static List<Id> at(double... minutes) {
    return DoubleStream.of(minutes).mapToObj(LonePeer::at).toList();
  }

  static LonePeer settled(ChordParameters parameters, long seed) {
    var all = LongStream.range(1, 64).mapToObj(LonePeer::at).toArray(Id[]::new);
    return new LonePeer(Chord.settled(SELF, all, parameters, new SplittableRandom(seed), START));
  }

  static LonePeer settled() {
    return settled(ChordParameters.DRAFT, 1);
  }

  static LonePeer fresh() {
    return new LonePeer(new Chord(SELF, ChordParameters.DRAFT, new SplittableRandom(1)));
  }

  void hears(TopologyEvent event) {
    acts = chord.handle(event, now);
  }

  /// Waits until something is to be done, and does it.
  void waits() {
    now = chord.deadline();
    acts = chord.tick(now);
  }

  void loses(double minute) {
    hears(new TopologyEvent.Unlinked(at(minute)));
  }

  void isTold(Id by, List<Id> predecessors, List<Id> successors) {
    hears(new TopologyEvent.Updated(by, new ChordUpdate(predecessors, successors).write()));
  }

  void isAnswered(long number, Id by) {
    hears(new TopologyEvent.Answered(number, by, new Answer.Probed(1, List.of())));
  }

  void isNotAnswered(long number) {
    var late = Response.Failure.of(FailureCode.TIMED_OUT);
    hears(new TopologyEvent.Answered(number, Id.ZERO, late));
  }

  <A extends TopologyAct> List<A> acts(Class<A> type) {
    return acts.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /// Requests of a kind that are sent now.
  List<TopologyAct.Ask> asks(Class<? extends Request> type) {
    return acts(TopologyAct.Ask.class).stream()
        .filter(ask -> type.isInstance(ask.request()))
        .toList();
  }

  /// Whom updates are sent to now.
  Set<Id> told() {
    return asks(Request.Update.class).stream().map(TopologyAct.Ask::to).collect(Collectors.toSet());
  }

  /// What these updates say.
  Set<ChordUpdate> updates() {
    return asks(Request.Update.class).stream()
        .map(ask -> ChordUpdate.read(data(ask)))
        .collect(Collectors.toSet());
  }

  private static Bytes data(TopologyAct.Ask ask) {
    if (ask.request() instanceof Request.Update(var data)) return data;
    throw new IllegalStateException("no update: " + ask);
  }
}
