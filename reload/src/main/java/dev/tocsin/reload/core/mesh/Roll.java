// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.mesh;

import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.mesh.MeshUpdate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// All peers of a mesh, the own one among them, and which is nearest to a place, either way round
/// the ring: the first one before it up to the middle between two, the other one from there on.
final class Roll {

  private final Id self;
  private final TreeSet<Id> all = new TreeSet<>();
  private final TreeSet<Id> others = new TreeSet<>();

  Roll(Id self) {
    this.self = self;
    all.add(self);
  }

  /// @return whether it is on the roll since now: not if it was already, or there is no room
  boolean add(Id peer) {
    if (isFull()) return false;
    boolean isNew = all.add(peer);
    if (isNew) others.add(peer);
    return isNew;
  }

  boolean remove(Id peer) {
    return others.remove(peer) && all.remove(peer);
  }

  boolean has(Id peer) {
    return others.contains(peer);
  }

  /// Whether there are as many others as an update can name.
  boolean isFull() {
    return others.size() >= MeshUpdate.MEMBERS_MAX;
  }

  boolean isAlone() {
    return others.isEmpty();
  }

  /// All but this peer.
  Set<Id> others() {
    return Collections.unmodifiableSet(others);
  }

  Id nearest(Id place) {
    var before = atOrBefore(place);
    var after = after(before);
    return before.equals(after)
            || place.equals(before)
            || place.isWithin(before, middle(before, after))
        ? before
        : after;
  }

  private Id atOrBefore(Id place) {
    var found = all.floor(place);
    return found == null ? all.last() : found;
  }

  private Id before(Id peer) {
    return Objects.requireNonNullElseGet(all.lower(peer), all::last);
  }

  private Id after(Id peer) {
    return Objects.requireNonNullElseGet(all.higher(peer), all::first);
  }

  /// What is nearest to a peer begins behind this place; the peer need not be on the roll.
  Id from(Id peer) {
    return isOnly(peer) ? peer : middle(before(peer), peer);
  }

  /// What is nearest to a peer ends with this place.
  Id to(Id peer) {
    return isOnly(peer) ? peer : middle(peer, after(peer));
  }

  private boolean isOnly(Id peer) {
    return all.size() == 1 && all.contains(peer);
  }

  /// The next ones on either side of a peer, each once.
  List<Id> beside(Id peer) {
    var beside = new ArrayList<Id>(2);
    var before = before(peer);
    var after = after(peer);
    if (!before.equals(peer)) beside.add(before);
    if (!after.equals(peer) && !after.equals(before)) beside.add(after);
    return beside;
  }

  /// Half of the way from one place clockwise to the other.
  static Id middle(Id one, Id other) {
    var way = other.minus(one);
    return one.plus(new Id(way.high() >>> 1, way.high() << 63 | way.low() >>> 1));
  }
}
