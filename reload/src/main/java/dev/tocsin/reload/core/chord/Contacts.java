// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import dev.tocsin.reload.wire.id.Id;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Whom one peer has links to, and which of them are not to be taken for neighbours though others
/// name them.
final class Contacts {

  private final Set<Id> connected = new HashSet<>(32);
  // Whoever said that it goes.
  private final Set<Id> leaving = new HashSet<>();
  // Whoever answers no longer, though its link still stands.
  private final Set<Id> silent = new HashSet<>();

  void linked(Id peer) {
    connected.add(peer);
  }

  void unlinked(Id peer) {
    connected.remove(peer);
    leaving.remove(peer);
    silent.remove(peer);
  }

  boolean has(Id peer) {
    return connected.contains(peer);
  }

  List<Id> all() {
    return List.copyOf(connected);
  }

  /// @param otherwise if there is nobody
  Id anybody(RandomGenerator random, Id otherwise) {
    var all = new ArrayList<>(connected);
    return all.isEmpty() ? otherwise : all.get(random.nextInt(all.size()));
  }

  void left(Id peer) {
    leaving.add(peer);
  }

  /// It comes in again, over the link on which it left.
  void returned(Id peer) {
    leaving.remove(peer);
  }

  boolean isLeaving(Id peer) {
    return leaving.contains(peer);
  }

  // CH-14: invalid until a link to it stands again, or it speaks.
  void fellSilent(Id peer) {
    if (connected.contains(peer)) silent.add(peer);
  }

  void spoke(Id peer) {
    silent.remove(peer);
  }

  /// Those that may have come back.
  List<Id> silent() {
    return List.copyOf(silent);
  }

  /// Whether it may be a neighbour because another peer says that it is.
  boolean mayJoin(Id peer) {
    return !leaving.contains(peer) && !silent.contains(peer);
  }
}
