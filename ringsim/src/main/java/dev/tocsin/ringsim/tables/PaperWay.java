// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.tables;

import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.ringsim.RingRun;
import java.util.Collections;
import java.util.List;

/// Ways as the Chord paper counts them: a peer that has the responsible one in its list of
/// successors goes there at once, where the draft's rule takes the one before it first.
final class PaperWay {

  private PaperWay() {}

  /// On a way, which peer it is that has the responsible one in its list.
  ///
  /// @param sorted all peers, dead ones among them if lists still name these
  /// @return the number of peers before it
  static int knowing(RingRun.Way way, List<Id> sorted, int successors) {
    int owner = rank(way.peers().getLast(), sorted);
    int hop = 0;
    for (var peer : way.peers()) {
      if (Math.floorMod(owner - rank(peer, sorted), sorted.size()) <= successors) return hop;
      hop++;
    }
    throw new IllegalStateException("the last peer of a way is the responsible one");
  }

  // Whoever has died since stood before the next one.
  private static int rank(Id peer, List<Id> sorted) {
    int found = Collections.binarySearch(sorted, peer);
    return found < 0 ? -found - 1 : found;
  }

  /// Hops to the responsible peer.
  static int length(RingRun.Way way, List<Id> sorted, int successors) {
    boolean isAtHome = way.peers().size() == 1;
    return isAtHome ? 0 : knowing(way, sorted, successors) + 1;
  }
}
