// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.names;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who may look a name up next, where many owners want to and there are few places: whoever has the
/// fewest under way, and nobody more than a share. One thread at a time.
final class FairTurns {

  private static final class Owner {
    final Deque<String> waiting = new ArrayDeque<>();
    int underWay;

    boolean isIdle() {
      return underWay == 0 && waiting.isEmpty();
    }
  }

  /// A name whose turn it is.
  record Turn(String owner, String name) {}

  private final int places;
  private final int share;
  private final Map<String, Owner> owners = new HashMap<>();
  private int underWay;

  /// @param share places that one owner may have, so that there are some left for whoever comes
  FairTurns(int places, int share) {
    this.places = places;
    this.share = share;
  }

  /// @return whose turn it is now
  List<Turn> ask(String owner, String name) {
    owners.computeIfAbsent(owner, _ -> new Owner()).waiting.add(name);
    return next();
  }

  /// A look-up of this owner's is over.
  ///
  /// @return whose turn it is now
  List<Turn> done(String owner) {
    var known = owners.get(owner);
    if (known == null || known.underWay == 0) throw new IllegalStateException("not: " + owner);
    known.underWay--;
    underWay--;
    if (known.isIdle()) owners.remove(owner);
    return next();
  }

  private List<Turn> next() {
    var turns = new ArrayList<Turn>(1);
    for (var turn = one(); turn.isPresent(); turn = one()) turns.add(turn.get());
    return turns;
  }

  private Optional<Turn> one() {
    if (underWay >= places) return Optional.empty();
    var next =
        owners.entrySet().stream()
            .filter(each -> !each.getValue().waiting.isEmpty())
            .filter(each -> each.getValue().underWay < share)
            .min(Comparator.comparingInt(each -> each.getValue().underWay));
    return next.map(
        each -> {
          underWay++;
          each.getValue().underWay++;
          return new Turn(each.getKey(), each.getValue().waiting.remove());
        });
  }
}
