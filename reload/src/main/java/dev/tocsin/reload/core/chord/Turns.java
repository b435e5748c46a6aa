// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.chord;

import dev.tocsin.reload.wire.id.Id;
import java.util.ArrayList;
import java.util.List;

/// Whose turn it is, where a peer looks after one entry of its tables at a time.
final class Turns {

  /// What is looked after.
  sealed interface Turn {
    record Neighbour(Id peer) implements Turn {}

    record Finger(int finger) implements Turn {}

    /// Whether there is another ring.
    record Elsewhere() implements Turn {}
  }

  private int next;

  /// @param ring with somebody in it
  Turn next(Ring ring) {
    var all = all(ring);
    if (next >= all.size()) next = 0;
    return all.get(next++);
  }

  // Fingers that lead to neighbours say nothing new.
  private static List<Turn> all(Ring ring) {
    var all = new ArrayList<Turn>();
    all.add(new Turn.Elsewhere());
    var after = ring.successors();
    after.subList(1, after.size()).forEach(peer -> all.add(new Turn.Neighbour(peer)));
    for (int i = 0; i < ring.fingerCount(); i++) {
      if (!ring.isAmongSuccessors(ring.fingerPlace(i))) all.add(new Turn.Finger(i));
    }
    return all;
  }
}
