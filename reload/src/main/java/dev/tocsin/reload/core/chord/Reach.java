// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import dev.tocsin.reload.wire.id.Id;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// How far one peer knows everybody on one side of it, without a gap. Where all neighbours of a
/// side died at once, the nearest peer that is left may be anywhere: nothing says that nobody is in
/// between until it says so itself.
final class Reach {

  private final Id self;
  private final UnaryOperator<Id> distance;
  // Who says that this peer is its next one, and whom each of them has behind it, nearest first.
  private final Map<Id, List<Id>> adjacent = new HashMap<>();
  private Id last;

  /// @param distance from this peer, to this side
  Reach(Id self, UnaryOperator<Id> distance) {
    this.self = self;
    this.distance = distance;
    this.last = self;
  }

  /// A member tells whom it has on each side.
  ///
  /// @param toHere its neighbours on the side where this peer is
  /// @param onward its neighbours on the other side
  void told(Id member, List<Id> toHere, List<Id> onward) {
    if (!toHere.isEmpty() && toHere.getFirst().equals(self)) adjacent.put(member, onward);
    else adjacent.remove(member);
  }

  /// It is known by other means that nobody is between this peer and that one.
  void isNext(Id member, List<Id> onward) {
    adjacent.put(member, onward);
    // There may be no link to it yet.
    if (last.equals(self)) last = member;
  }

  void forget(Id member) {
    adjacent.remove(member);
  }

  /// Looks again how far it goes.
  ///
  /// @param near the members on this side, nearest first
  void refresh(Id[] near, Set<Id> members) {
    if (near.length == 0) {
      last = self;
      return;
    }
    var onward = adjacent.get(near[0]);
    if (onward == null) return;
    last = near[0];
    for (var id : onward) {
      if (!members.contains(id) || isNearer(id, last)) break;
      last = id;
    }
  }

  private boolean isNearer(Id one, Id other) {
    return distance.apply(one).compareTo(distance.apply(other)) < 0;
  }

  /// Whether there may be others between this peer and the nearest that is known.
  boolean isOpen(Id[] near) {
    return near.length > 0 && isNearer(last, near[0]);
  }

  /// The nearest known one; while others may be nearer, the farthest of whom that is sure.
  Id nearest(Id[] near) {
    if (near.length == 0) return self;
    return isOpen(near) ? last : near[0];
  }
}
