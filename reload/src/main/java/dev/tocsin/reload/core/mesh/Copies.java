// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.mesh;

import dev.tocsin.reload.core.topology.TopologyAct;
import dev.tocsin.reload.wire.id.Id;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Who was given copies of what one peer of a mesh answers for.
final class Copies {

  /// A part of the ring: (from, to].
  private record Part(Id from, Id to) {
    boolean covers(Part other) {
      if (from.equals(to)) return true;
      var begin = other.from.minus(from);
      var end = other.to.minus(from);
      return !other.from.equals(other.to)
          && begin.compareTo(end) < 0
          && end.compareTo(to.minus(from)) <= 0;
    }
  }

  private final Id self;
  private final Map<Id, Part> given = new HashMap<>();
  private final Map<Long, Id> handing = new HashMap<>();
  private final List<Id> failed = new ArrayList<>();
  private Part before;

  Copies(Id self) {
    this.self = self;
    this.before = new Part(self, self);
  }

  private Part own(Roll roll) {
    return new Part(roll.from(self), roll.to(self));
  }

  /// As if all had been given.
  void assume(Roll roll) {
    before = own(roll);
    for (var peer : roll.beside(self)) given.put(peer, before);
  }

  /// Hands over all to who is new, or has less than what this peer answers for now.
  List<TopologyAct> settle(Roll roll, LongSupplier numbers) {
    var own = own(roll);
    var beside = roll.beside(self);
    given.keySet().retainAll(beside);
    var acts = new ArrayList<TopologyAct>();
    for (var peer : beside) {
      var known = given.put(peer, own);
      if (known != null && known.covers(own)) continue;
      long number = numbers.getAsLong();
      handing.put(number, peer);
      acts.add(new TopologyAct.Hand(number, peer, own.from, own.to));
    }
    lost(own, acts);
    before = own;
    return acts;
  }

  // What others answer for now, of whom one at most got it by being let in here.
  private void lost(Part own, List<TopologyAct> acts) {
    if (own.equals(before)) return;
    if (before.from.equals(before.to)) {
      acts.add(new TopologyAct.Bring(own.to, own.from));
    } else if (before.covers(own)) {
      if (!own.from.equals(before.from)) acts.add(new TopologyAct.Bring(before.from, own.from));
      if (!own.to.equals(before.to)) acts.add(new TopologyAct.Bring(own.to, before.to));
    }
  }

  void handed(long number, boolean isComplete) {
    var peer = handing.remove(number);
    if (peer != null && !isComplete) failed.add(peer);
  }

  /// Whoever did not get all is to get it once more.
  void again() {
    failed.forEach(given::remove);
    failed.clear();
  }

  /// What is neither this peer's nor its neighbours' on either side belongs here no longer.
  Optional<TopologyAct> kept(Roll roll) {
    var beside = roll.beside(self);
    if (roll.others().size() < 4) return Optional.empty();
    return Optional.of(new TopologyAct.Keep(roll.from(beside.get(0)), roll.to(beside.get(1))));
  }
}
