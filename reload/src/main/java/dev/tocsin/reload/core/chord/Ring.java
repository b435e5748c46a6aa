// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import dev.tocsin.reload.wire.chord.ChordUpdate;
import dev.tocsin.reload.wire.id.Id;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What one peer knows of the ring: its neighbours, its fingers, and what follows from them.
/// Neighbours are always the nearest of the members that it has links to (CH-6, R-63).
final class Ring {

  private static final Id[] NONE = {};

  private final Id self;
  private final ChordParameters parameters;
  // Peers with a link that are known to take part in routing (TE-2).
  private final Set<Id> members = new HashSet<>(32);
  private final @Nullable Id[] fingers;
  private Id[] predecessors = NONE;
  private Id[] successors = NONE;
  // Neighbours and fingers, clockwise from here: to these messages are passed (CH-3).
  private Id[] table = NONE;
  private final Reach behind;
  private final Reach ahead;

  Ring(Id self, ChordParameters parameters) {
    this.self = self;
    this.parameters = parameters;
    this.fingers = new Id[parameters.fingers()];
    this.behind = new Reach(self, self::minus);
    this.ahead = new Reach(self, id -> id.minus(self));
  }

  /// A peer as it is once all is settled on a ring of these peers.
  ///
  /// @param sorted all ids of the ring, this one among them
  static Ring settled(Id self, Id[] sorted, ChordParameters parameters) {
    var ring = new Ring(self, parameters);
    int place = Arrays.binarySearch(sorted, self);
    if (place < 0) throw new IllegalArgumentException(self + " is not on the ring");
    int count = Math.min(parameters.neighbours(), sorted.length - 1);
    for (int step = 1; step <= count; step++) {
      ring.members.add(sorted[(place + step) % sorted.length]);
      ring.members.add(sorted[Math.floorMod(place - step, sorted.length)]);
    }
    for (int i = 0; i < parameters.fingers(); i++) {
      int found = Arrays.binarySearch(sorted, ring.fingerPlace(i));
      var peer = sorted[(found < 0 ? -found - 1 : found) % sorted.length];
      if (peer.equals(self)) continue;
      ring.fingers[i] = peer;
      ring.members.add(peer);
    }
    ring.refresh();
    ring.isNext(ring.predecessors(), ring.successors());
    return ring;
  }

  /// Where finger i, counted from 0, points to (CH-1, R-31).
  Id fingerPlace(int i) {
    return self.plusPowerOfTwo(Id.BITS - 1 - i);
  }

  @Nullable Id finger(int i) {
    return fingers[i];
  }

  int fingerCount() {
    return fingers.length;
  }

  boolean isMember(Id peer) {
    return members.contains(peer);
  }

  Set<Id> members() {
    return Collections.unmodifiableSet(members);
  }

  /// @return whether the neighbours are others now
  boolean add(Id member) {
    return !member.equals(self) && members.add(member) && refresh();
  }

  /// @return whether the neighbours are others now
  boolean remove(Id member) {
    for (int i = 0; i < fingers.length; i++) if (member.equals(fingers[i])) fingers[i] = null;
    behind.forget(member);
    ahead.forget(member);
    return members.remove(member) && refresh();
  }

  /// A member's own neighbours, as it tells of them.
  void told(Id member, ChordUpdate update) {
    behind.told(member, update.successors(), update.predecessors());
    ahead.told(member, update.predecessors(), update.successors());
    reach();
  }

  /// The nearest on each side, known without a gap.
  void isNext(List<Id> before, List<Id> after) {
    if (!before.isEmpty()) behind.isNext(before.getFirst(), before.subList(1, before.size()));
    if (!after.isEmpty()) ahead.isNext(after.getFirst(), after.subList(1, after.size()));
    reach();
  }

  private void reach() {
    behind.refresh(predecessors, members);
    ahead.refresh(successors, members);
  }

  /// Whether all neighbours of a side went at once, and nobody has said since that this peer is the
  /// next one (CH-8).
  boolean isTorn() {
    return behind.isOpen(predecessors) || ahead.isOpen(successors);
  }

  /// Where this peer's own part begins (CH-2): at its predecessor, or as far as it knows that it
  /// has none.
  Id bound() {
    return behind.nearest(predecessors);
  }

  void finger(int i, Id peer) {
    if (peer.equals(self)) return;
    fingers[i] = peer;
    members.add(peer);
    refresh();
  }

  private boolean refresh() {
    var clockwise = members.toArray(NONE);
    Arrays.sort(clockwise, fromHere());
    int count = Math.min(parameters.neighbours(), clockwise.length);
    var after = Arrays.copyOf(clockwise, count);
    var before = new Id[count];
    for (int i = 0; i < count; i++) before[i] = clockwise[clockwise.length - 1 - i];
    boolean isOther = !Arrays.equals(after, successors) || !Arrays.equals(before, predecessors);
    successors = after;
    predecessors = before;
    var routing = neighbours();
    for (var finger : fingers) if (finger != null) routing.add(finger);
    table = routing.toArray(NONE);
    Arrays.sort(table, fromHere());
    reach();
    return isOther;
  }

  private Comparator<Id> fromHere() {
    return Comparator.comparing(id -> id.minus(self));
  }

  /// Neighbours and fingers.
  List<Id> table() {
    return List.of(table);
  }

  List<Id> predecessors() {
    return List.of(predecessors);
  }

  List<Id> successors() {
    return List.of(successors);
  }

  Set<Id> neighbours() {
    var all = new HashSet<Id>();
    all.addAll(List.of(predecessors));
    all.addAll(List.of(successors));
    return all;
  }

  boolean isAlone() {
    return members.isEmpty();
  }

  /// @return this peer's own id if it knows nobody
  Id successor() {
    return successors.length == 0 ? self : successors[0];
  }

  /// @return this peer's own id if it knows nobody
  Id predecessor() {
    return predecessors.length == 0 ? self : predecessors[0];
  }

  /// CH-3, R-30: of all that are not beyond the place the last one; if there is none, the first one
  /// behind it, which is the successor.
  Id nextHop(Id place) {
    if (table.length == 0) return self;
    long high = place.minus(self).high();
    long low = place.minus(self).low();
    int from = 0;
    int to = table.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      var distance = table[middle].minus(self);
      int order = Long.compareUnsigned(distance.high(), high);
      if (order == 0) order = Long.compareUnsigned(distance.low(), low);
      if (order <= 0) from = middle + 1;
      else to = middle;
    }
    return from == 0 ? table[0] : table[from - 1];
  }

  /// The first one known at or behind a place.
  ///
  /// @return this peer, if there is none before it
  Id firstBehind(Id place) {
    var first = self;
    for (var peer : table) {
      if (peer.minus(place).compareTo(first.minus(place)) < 0) first = peer;
    }
    return first;
  }

  /// Whether a place lies between this peer and the last of its successors.
  boolean isAmongSuccessors(Id place) {
    return successors.length > 0 && place.isWithin(self, successors[successors.length - 1]);
  }

  /// Whether nobody who is known here lies between a place and the peer that answers for it.
  boolean mayAnswer(Id responder, Id place) {
    var reach = responder.minus(place);
    for (var peer : table) {
      if (peer.minus(place).compareTo(reach) < 0) return false;
    }
    return true;
  }

  /// Whether an id would be a neighbour if it were a member (CH-9).
  boolean wouldBeNeighbour(Id id) {
    if (id.equals(self) || members.contains(id)) return false;
    if (successors.length < parameters.neighbours()) return true;
    var last = successors[successors.length - 1];
    var first = predecessors[predecessors.length - 1];
    return id.minus(self).compareTo(last.minus(self)) < 0
        || self.minus(id).compareTo(self.minus(first)) < 0;
  }

  ChordUpdate update() {
    return new ChordUpdate(nearest(predecessors), nearest(successors));
  }

  private List<Id> nearest(Id[] side) {
    return List.of(Arrays.copyOf(side, Math.min(side.length, parameters.told())));
  }

  /// neighbours that an update should name and does not. Its lists tell all peers of a part
  /// of the ring, in which this peer lies.
  List<Id> missingFrom(Id sender, ChordUpdate update) {
    if (update.predecessors().isEmpty() || update.successors().isEmpty()) return List.of();
    var told = new HashSet<Id>(update.predecessors());
    boolean isAll = update.successors().stream().anyMatch(told::contains);
    told.addAll(update.successors());
    told.add(sender);
    var first = update.predecessors().getLast();
    var last = update.successors().getLast();
    if (!isAll && !self.isWithin(first, last)) return List.of();
    var missing = new ArrayList<Id>();
    for (var neighbour : neighbours()) {
      boolean isTold = told.contains(neighbour);
      if (!isTold && (isAll || neighbour.isWithin(first, last))) missing.add(neighbour);
    }
    return missing;
  }

  /// Whether the sender of an update should have this peer among its neighbours and has not.
  boolean isMissedBy(Id sender, ChordUpdate update) {
    if (update.successors().contains(self) || update.predecessors().contains(self)) return false;
    return isNearer(update.successors(), id -> id.minus(sender), self.minus(sender))
        || isNearer(update.predecessors(), sender::minus, sender.minus(self));
  }

  private boolean isNearer(List<Id> list, UnaryOperator<Id> distance, Id own) {
    return list.size() < parameters.told() || own.compareTo(distance.apply(list.getLast())) < 0;
  }
}
