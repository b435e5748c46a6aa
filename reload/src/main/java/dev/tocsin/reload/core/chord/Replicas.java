// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import dev.tocsin.reload.core.topology.TopologyAct;
import dev.tocsin.reload.wire.id.Id;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/// Who has copies of what one peer is responsible for, and of whom it has copies (CH-4, CH-12).
final class Replicas {

  // Halves of the distance between two peers.
  private static final int[] STEPS = {0, 1, 2, 3, 4, 6, 8};

  private final Id self;
  private final int copies;
  // Who has been given everything from (reach, self].
  private final Set<Id> supplied = new HashSet<>();
  private final Map<Long, Id> handing = new HashMap<>();
  private Id reach;
  // Whoever has just been let in has nothing that is another's.
  private boolean isSettled;

  Replicas(Id self, int copies) {
    this.self = self;
    this.copies = copies;
    this.reach = self;
  }

  List<Id> of(Ring ring) {
    var after = ring.successors();
    return after.subList(0, Math.min(copies, after.size()));
  }

  /// A value's place, and places behind it: copies are with the peers behind the responsible one,
  /// and how far apart peers are shows in one's own neighbours.
  List<Id> around(Ring ring, Id place) {
    if (ring.isAlone()) return List.of(place);
    var after = ring.successors();
    var before = ring.predecessors();
    boolean isWhole = after.contains(before.getFirst());
    // A ring of few is known from end to end.
    long span = isWhole ? -1 : after.getLast().minus(before.getLast()).high();
    long gaps = isWhole ? ring.members().size() + 1L : after.size() + before.size();
    long half = Long.divideUnsigned(span, 2 * gaps);
    var places = new ArrayList<Id>();
    for (int step : STEPS) places.add(place.plus(new Id(step * half, 0)));
    return places;
  }

  /// As if all had been supplied.
  void assume(Ring ring, Id bound) {
    supplied.addAll(of(ring));
    reach = bound;
    isSettled = true;
  }

  /// A peer got what it is responsible for by being let in.
  void admitted(Id bound) {
    reach = bound;
  }

  /// Hands to those who are new everything, and to all what this peer has become responsible for.
  /// Whoever turned up between this peer and its predecessor by another way than being let in may
  /// not have what was kept here: the other part of an overlay that fell apart.
  List<TopologyAct> settle(Ring ring, Id bound, LongSupplier numbers) {
    var now = of(ring);
    supplied.retainAll(now);
    // The part that a lost predecessor left.
    boolean isLarger = !bound.equals(reach) && reach.isWithin(bound, self) && !reach.equals(self);
    var acts = new ArrayList<TopologyAct>();
    for (var peer : now) {
      boolean isNew = supplied.add(peer);
      if (!isNew && !isLarger) continue;
      long number = numbers.getAsLong();
      handing.put(number, peer);
      acts.add(new TopologyAct.Hand(number, peer, bound, isNew ? self : reach));
    }
    boolean isSmaller = !bound.equals(reach) && bound.isWithin(reach, self) && !bound.equals(self);
    if (isSmaller && isSettled) acts.add(new TopologyAct.Bring(reach, bound));
    isSettled = true;
    reach = bound;
    return acts;
  }

  void handed(long number, boolean isComplete) {
    var peer = handing.remove(number);
    if (peer != null && !isComplete) failed.add(peer);
  }

  private final Set<Id> failed = new HashSet<>();

  /// Whoever did not get all is to get it once more.
  void again() {
    supplied.removeAll(failed);
    failed.clear();
  }

  /// What lies before the last predecessor of whose data this peer has copies is not its own any
  /// more.
  List<TopologyAct> kept(Ring ring) {
    var before = ring.predecessors();
    if (before.size() <= copies) return List.of();
    return List.of(new TopologyAct.Keep(before.get(copies), self));
  }

  //
  boolean mayReplicate(Ring ring, Id sender, Id place) {
    var before = ring.predecessors();
    int index = before.indexOf(sender);
    if (index < 0 || index >= copies) return false;
    return before.size() <= index + 1 || place.isWithin(before.get(index + 1), sender);
  }
}
