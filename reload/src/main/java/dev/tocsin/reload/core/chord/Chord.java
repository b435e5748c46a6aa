// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.core.topology.Admissions;
import dev.tocsin.reload.core.topology.Errands;
import dev.tocsin.reload.core.topology.Topology;
import dev.tocsin.reload.core.topology.TopologyAct;
import dev.tocsin.reload.core.topology.TopologyEvent;
import dev.tocsin.reload.wire.chord.ChordUpdate;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One peer of a Chord ring: chord-128-2-8 of the draft, and other sizes of the same rules.
///
/// {@link Ring} knows who is where, {@link Joining} how a peer gets in, {@link Admissions} how it
/// lets others in, {@link Replicas} who has copies; this class brings events to them, and tells
/// neighbours what changed.
public final class Chord implements Topology {

  private static final long PPB = 1_000_000_000;
  // Longer than a transaction: what the admitting peer has to send may need several.
  private static final Duration ADMISSION = Duration.ofSeconds(70);

  private final Id self;
  private final ChordParameters parameters;
  private final RandomGenerator random;
  private final Ring ring;
  private final Admissions admissions;
  private final Replicas replicas;
  private final Contacts contacts = new Contacts();
  private final Errands<Purpose> errands = new Errands<>();
  // Neighbours of whom the admitting peer told, until a link to them stands.
  private final List<Id> told = new ArrayList<>();
  // Whoever was told that it misses somebody, since the last change here.
  private final Set<Id> corrected = new HashSet<>();
  private final Periods periods;
  private final Turns turns = new Turns();
  private @Nullable Joining joining;
  private boolean isJoined;
  private boolean isDeparting;
  private List<TopologyAct> acts = new ArrayList<>();

  public Chord(Id self, ChordParameters parameters, RandomGenerator random) {
    this(self, parameters, random, new Ring(self, parameters));
  }

  private Chord(Id self, ChordParameters parameters, RandomGenerator random, Ring ring) {
    this.self = self;
    this.parameters = parameters;
    this.random = random;
    this.ring = ring;
    this.admissions = new Admissions();
    this.replicas = new Replicas(self, parameters.copies());
    this.periods = new Periods(parameters.recovery(), random);
  }

  /// A peer of a ring that is settled: everybody knows whom he should. Links to {@link #peers} must
  /// stand.
  ///
  /// @param sorted all ids of the ring, this one among them
  public static Chord settled(
      Id self, Id[] sorted, ChordParameters parameters, RandomGenerator random, Instant now) {
    var chord = new Chord(self, parameters, random, Ring.settled(self, sorted, parameters));
    chord.isJoined = true;
    chord.ring.members().forEach(chord.contacts::linked);
    chord.replicas.assume(chord.ring, chord.bound());
    chord.periods.begin(now);
    return chord;
  }

  @Override
  public Id self() {
    return self;
  }

  @Override
  public boolean isJoined() {
    return isJoined;
  }

  // CH-2, R-29.
  @Override
  public boolean isResponsible(Id place) {
    return isJoined && place.isWithin(bound(), self);
  }

  // CH-3.
  @Override
  public Id nextHop(Id place, Id from) {
    boolean isBack = parameters.recovery().isTurning() && isBeyond(place, from);
    return isBack ? ring.firstBehind(place) : ring.nextHop(place);
  }

  @Override
  public boolean isLast(Id place, Id from) {
    return isJoined && isBeyond(place, from) && ring.firstBehind(place).equals(self);
  }

  // Whoever knew nobody before the place sent it to the first one behind.
  private boolean isBeyond(Id place, Id from) {
    return !from.equals(self) && place.isWithin(from, self);
  }

  @Override
  public Set<Id> peers() {
    return ring.members();
  }

  @Override
  public List<Id> replicas() {
    return replicas.of(ring);
  }

  @Override
  public List<Id> around(Id place) {
    return replicas.around(ring, place);
  }

  // R-32; and whoever lets this peer in, or leaves it a part of the ring.
  @Override
  public boolean mayReplicate(Id sender, Id place) {
    if (joining != null && joining.admitting().filter(sender::equals).isPresent()) return true;
    if (sender.equals(ring.successor()) && isResponsible(place)) return true;
    return replicas.mayReplicate(ring, sender, place);
  }

  @Override
  public boolean mayAnswer(Id responder, Id place) {
    return !isJoined || ring.mayAnswer(responder, place);
  }

  @Override
  public long responsiblePpb() {
    if (!isJoined) return 0;
    if (bound().equals(self)) return PPB;
    return Math.unsignedMultiplyHigh(self.minus(bound()).high(), PPB);
  }

  /// The nearest peers before this one, nearest first.
  public List<Id> predecessors() {
    return ring.predecessors();
  }

  /// The nearest peers behind this one, nearest first.
  public List<Id> successors() {
    return ring.successors();
  }

  /// Neighbours and fingers, clockwise from this peer.
  public List<Id> table() {
    return ring.table();
  }

  // Whoever has just been let in knows its predecessor before it has a link to it.
  private Id bound() {
    var known = ring.bound();
    for (var id : told) {
      if (known.equals(self) || self.minus(id).compareTo(self.minus(known)) < 0) known = id;
    }
    return known;
  }

  @Override
  public List<TopologyAct> handle(TopologyEvent event, Instant now) {
    var before = ring.neighbours();
    switch (event) {
      case TopologyEvent.Form _ -> joined(now);
      case TopologyEvent.Enter(var bootstrap) -> enter(bootstrap, now);
      case TopologyEvent.Depart _ -> depart();
      case TopologyEvent.Linked(var peer) -> {
        contacts.linked(peer);
        if (isDeparting) leave(peer);
      }
      case TopologyEvent.Unlinked(var peer) -> {
        contacts.unlinked(peer);
        lost(peer, now);
      }
      case TopologyEvent.Joining(var number, var peer, _) -> {
        admissions.ask(number, peer).forEach(acts::add);
        admit();
      }
      case TopologyEvent.Leaving(var peer, _) -> {
        contacts.left(peer);
        lost(peer, now);
      }
      case TopologyEvent.Updated(var peer, var data) -> updated(peer, data, now);
      case TopologyEvent.Answered(var number, var responder, var response) ->
          answered(number, responder, response, now);
      case TopologyEvent.Connected(var number, var peer) -> linked(number, Optional.of(peer), now);
      case TopologyEvent.NotConnected(var number) -> linked(number, Optional.empty(), now);
      case TopologyEvent.Handed(var number, var isComplete) -> handed(number, isComplete);
    }
    settle(before, now);
    return done();
  }

  @Override
  public List<TopologyAct> tick(Instant now) {
    var before = ring.neighbours();
    if (periods.isUpdateDue(now)) stabilise();
    if (periods.isPingDue(now) && !isInTurn()) pingFinger();
    if (periods.isRetryDue(now)) retry(now);
    settle(before, now);
    return done();
  }

  @Override
  public Instant deadline() {
    return periods.deadline();
  }

  private List<TopologyAct> done() {
    if (acts.isEmpty()) return List.of();
    var all = acts;
    acts = new ArrayList<>();
    return all;
  }

  // --- joining

  private void enter(Id bootstrap, Instant now) {
    if (isJoined) {
      seek(bootstrap);
    } else {
      join(bootstrap, now);
    }
  }

  private void join(Id through, Instant now) {
    joining = new Joining(ring, self, parameters, through, errands::number);
    acts.addAll(joining.begin());
    periods.retryAfter(ADMISSION, now);
  }

  // Whatever went wrong, it is tried again from the beginning, through anybody who is left.
  private void retry(Instant now) {
    if (joining != null) {
      var through = joining.through();
      joining = null;
      if (!contacts.has(through)) through = anybody();
      if (through.equals(self)) acts.add(new TopologyAct.Lost());
      else join(through, now);
    } else if (isJoined && !ring.isAlone()) {
      fillFingers();
      contacts.silent().forEach(this::tell);
      if (ring.isTorn()) {
        mend();
        periods.retrySoon(now);
      }
    }
  }

  // CH-8: asks for the successor as if joining, through somebody who may see more of the ring.
  private void mend() {
    tell(ring.predecessors().getFirst());
    tell(ring.successor());
    seek();
  }

  // Whoever answers for the next place is the successor, unless there is another ring.
  private void seek() {
    var table = ring.table();
    seek(table.get(random.nextInt(table.size())));
  }

  private void seek(Id through) {
    long number = errands.number(new Purpose.Merge(through));
    var probe = new Request.Probe(List.of());
    acts.add(new TopologyAct.AskThrough(number, through, self.plus(Id.ONE), probe));
  }

  private Id anybody() {
    return contacts.anybody(random, self);
  }

  private void joined(Instant now) {
    boolean isNew = !isJoined;
    isJoined = true;
    joining = null;
    periods.begin(now);
    if (isNew) acts.add(new TopologyAct.Joined());
  }

  // --- letting others in

  private void admit() {
    while (admissions.next() instanceof Admissions.Asked(var number, var peer)) {
      if (isJoined && ring.isMember(peer) && peer.equals(ring.predecessor())) {
        acts.add(new TopologyAct.Admit(number));
        tell(peer);
      } else if (!isDeparting && isResponsible(peer) && contacts.has(peer)) {
        acts.add(new TopologyAct.Admit(number));
        long hand = errands.number();
        admissions.hand(hand, peer);
        acts.add(new TopologyAct.Hand(hand, peer, bound(), peer));
      } else {
        //
        var why = Response.Failure.of(FailureCode.NOT_FOUND, "not the successor");
        acts.add(new TopologyAct.Turn(number, why));
      }
    }
  }

  private void handed(long number, boolean isComplete) {
    var admitted = admissions.handed(number);
    if (admitted.isEmpty()) {
      replicas.handed(number, isComplete);
      return;
    }
    var peer = admitted.get();
    if (contacts.has(peer)) {
      contacts.returned(peer);
      var before = ring.predecessors();
      ring.add(peer);
      var all = new ArrayList<Id>(before);
      all.addFirst(peer);
      ring.isNext(all, List.of());
      if (ring.bound().equals(peer)) replicas.admitted(peer);
      // CH-5: first to the peer that joins, which is labelled as the predecessor, then to others.
      tell(peer);
    }
    admit();
  }

  // --- updates

  private void updated(Id peer, Bytes data, Instant now) {
    ChordUpdate update;
    try {
      update = ChordUpdate.read(data);
    } catch (WireException e) {
      // It was answered already, and there is nobody to tell.
      return;
    }
    boolean isAdmitted =
        joining != null
            && joining.admitting().filter(peer::equals).isPresent()
            && update.predecessors().contains(self);
    // What was under way when it said goodbye does not bring it back.
    if (!isJoined && !isAdmitted || contacts.isLeaving(peer)) return;
    contacts.spoke(peer);
    ring.add(peer);
    ring.told(peer, update);
    if (isAdmitted) admitted(update, now);
    consider(update.predecessors(), peer);
    consider(update.successors(), peer);
    var missing = ring.missingFrom(peer, update);
    missing.forEach(this::probe);
    // Once for each state of its own: two that see different peers would tell each other for ever.
    boolean isNews = !missing.isEmpty() && corrected.add(peer);
    if (isNews || ring.isMissedBy(peer, update)) tell(peer);
  }

  // CH-5, steps 7 and 9.
  private void admitted(ChordUpdate update, Instant now) {
    for (var id : update.predecessors()) {
      if (!id.equals(self) && !contacts.has(id)) told.add(id);
    }
    int here = update.predecessors().indexOf(self);
    ring.isNext(update.predecessors().subList(here + 1, update.predecessors().size()), List.of());
    joined(now);
    ring.table().forEach(this::tell);
    periods.retrySoon(now);
  }

  // CH-9.
  private void consider(List<Id> ids, Id teller) {
    for (var id : ids) {
      if (!ring.wouldBeNeighbour(id) || !contacts.mayJoin(id)) continue;
      if (contacts.has(id)) ring.add(id);
      else connect(id, teller);
    }
  }

  // Through one that knows it: a neighbour that is unknown here lies in this peer's own part.
  private void connect(Id peer, Id through) {
    var purpose = new Purpose.Neighbour(peer);
    if (errands.isUnderWay(purpose)) return;
    acts.add(new TopologyAct.ConnectThrough(errands.number(purpose), through, peer));
  }

  // CH-10.
  private void probe(Id neighbour) {
    var purpose = new Purpose.Probe(neighbour);
    if (errands.isUnderWay(purpose)) return;
    acts.add(new TopologyAct.Ask(errands.number(purpose), neighbour, new Request.Probe(List.of())));
  }

  private void tell(Id peer) {
    var update = new Request.Update(ring.update().write());
    acts.add(new TopologyAct.Ask(errands.number(new Purpose.Update(peer)), peer, update));
  }

  // CH-7, CH-11: whoever was or is a neighbour hears of the change.
  private void settle(Set<Id> before, Instant now) {
    told.removeIf(ring::isMember);
    if (!isJoined || isDeparting) return;
    var after = ring.neighbours();
    boolean isOther = !after.equals(before);
    if (isOther) corrected.clear();
    if (isOther && parameters.recovery().isReactive()) {
      var all = new HashSet<>(before);
      all.addAll(after);
      for (var peer : all) if (contacts.has(peer)) tell(peer);
    }
    replicas.settle(ring, bound(), errands::number).forEach(acts::add);
    if (!isOther) return;
    // CH-8.
    if (ring.isAlone()) alone();
    else if (ring.isTorn() && !periods.isRetryPlanned()) periods.retrySoon(now);
  }

  private void lost(Id peer, Instant now) {
    told.remove(peer);
    boolean wasMember = ring.isMember(peer);
    ring.remove(peer);
    if (admissions.lost(peer)) admit();
    if (joining != null && needs(joining, peer)) periods.retrySoon(now);
    else if (wasMember && isJoined && !isInTurn() && !periods.isRetryPlanned()) {
      periods.retrySoon(now);
    }
  }

  // Somebody who has this peer as a finger may still be linked to it, and know others.
  private void alone() {
    acts.add(new TopologyAct.Lost());
    var other = anybody();
    if (!other.equals(self)) seek(other);
  }

  private static boolean needs(Joining joining, Id peer) {
    return joining.through().equals(peer) || joining.admitting().filter(peer::equals).isPresent();
  }

  // --- what was asked for

  private void answered(long number, Id responder, Response response, Instant now) {
    if (joining != null && joining.isAsked(number)) {
      acts.addAll(joining.answered(responder, response));
      if (joining.phase() == Joining.Phase.FAILED) periods.retrySoon(now);
      return;
    }
    var purpose = errands.done(number);
    if (purpose == null) return;
    boolean isDead =
        response instanceof Response.Failure(var code, _, _) && code == FailureCode.TIMED_OUT;
    switch (purpose) {
      case Purpose.Update(var peer) -> {
        if (!isDead) contacts.spoke(peer);
        else if (isJoined) forsake(peer, now);
      }
      case Purpose.Probe(var neighbour) -> {
        if (isDead) contacts.fellSilent(neighbour);
        if (isDead || !responder.equals(neighbour)) lost(neighbour, now);
      }
      case Purpose.FingerPing(var finger) -> {
        // CH-15.
        if (responder.isPeer() && !responder.equals(ring.finger(finger))) connectFinger(finger);
      }
      case Purpose.Merge(var through) -> {
        boolean isStranger = responder.isPeer() && !responder.equals(self);
        if (isStranger && !ring.isMember(responder)) {
          long next = errands.number(new Purpose.Neighbour(responder));
          acts.add(new TopologyAct.ConnectThrough(next, through, responder));
        } else if (isStranger && responder.equals(ring.successor())) {
          ring.isNext(List.of(), List.of(responder));
        }
      }
      case Purpose.Leave _ -> departed();
      case Purpose.Finger _, Purpose.Neighbour _ ->
          throw new IllegalStateException("a link was answered: " + purpose);
    }
  }

  private void forsake(Id peer, Instant now) {
    if (!ring.isMember(peer)) return;
    contacts.fellSilent(peer);
    lost(peer, now);
    if (!contacts.has(peer) && !ring.isAlone()) connect(peer, ring.successor());
  }

  private void linked(long number, Optional<Id> peer, Instant now) {
    if (joining != null) {
      var more = joining.linked(number, peer);
      if (more.isPresent()) {
        acts.addAll(more.get());
        if (joining.phase() == Joining.Phase.FAILED) periods.retrySoon(now);
        return;
      }
    }
    var staying = peer.filter(contacts::mayJoin);
    switch (errands.done(number)) {
      case Purpose.Finger(var finger) -> staying.ifPresent(each -> ring.finger(finger, each));
      case Purpose.Neighbour(var wanted) -> {
        told.remove(wanted);
        staying.ifPresent(ring::add);
      }
      case null, default -> {}
    }
  }

  // --- what is done from time to time

  // CH-13.
  private void stabilise() {
    if (isInTurn()) takeTurn();
    else tellAll();
    corrected.clear();
    replicas.again();
    if (isJoined && !isDeparting) replicas.kept(ring).forEach(acts::add);
  }

  private boolean isInTurn() {
    return parameters.recovery().isInTurn();
  }

  private void takeTurn() {
    if (ring.isAlone()) return;
    tell(ring.successor());
    switch (turns.next(ring)) {
      case Turns.Turn.Neighbour(var peer) -> tell(peer);
      case Turns.Turn.Finger(var finger) when ring.finger(finger) == null -> connectFinger(finger);
      case Turns.Turn.Finger(var finger) -> pingFinger(finger);
      case Turns.Turn.Elsewhere _ -> {
        contacts.silent().forEach(this::tell);
        seek();
      }
    }
  }

  private void tellAll() {
    ring.table().forEach(this::tell);
    contacts.silent().forEach(this::tell);
    fillFingers();
    if (isJoined && !ring.isAlone()) seek();
  }

  private void pingFinger() {
    if (ring.fingerCount() == 0 || ring.isAlone()) return;
    pingFinger(random.nextInt(ring.fingerCount()));
  }

  private void pingFinger(int finger) {
    var place = ring.fingerPlace(finger);
    if (isResponsible(place)) return;
    long number = errands.number(new Purpose.FingerPing(finger));
    acts.add(new TopologyAct.Ask(number, place, new Request.Probe(List.of())));
  }

  private void fillFingers() {
    if (ring.isAlone()) return;
    for (int i = 0; i < ring.fingerCount(); i++) {
      if (ring.finger(i) == null && !isResponsible(ring.fingerPlace(i))) connectFinger(i);
    }
  }

  private void connectFinger(int finger) {
    var purpose = new Purpose.Finger(finger);
    if (errands.isUnderWay(purpose)) return;
    acts.add(new TopologyAct.Connect(errands.number(purpose), ring.fingerPlace(finger)));
  }

  // --- leaving

  // CH-16, LE-1.
  private void depart() {
    isDeparting = true;
    isJoined = false;
    joining = null;
    periods.stop();
    // To everybody: who has this peer as a finger is in none of its tables.
    contacts.all().forEach(this::leave);
    departed();
  }

  private void leave(Id peer) {
    var leave = new Request.Leave(self, Bytes.EMPTY);
    acts.add(new TopologyAct.Ask(errands.number(new Purpose.Leave()), peer, leave));
  }

  private void departed() {
    if (!errands.isUnderWay(new Purpose.Leave())) acts.add(new TopologyAct.Departed());
  }
}
