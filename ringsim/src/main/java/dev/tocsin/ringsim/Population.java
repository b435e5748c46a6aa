// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import dev.tocsin.reload.wire.id.Id;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Who is in the overlay in truth, whatever the peers know: against this their answers are judged.
final class Population {

  private final Shape shape;
  private final TreeSet<Id> sorted = new TreeSet<>();
  // For a random one in no time.
  private final List<Id> list = new ArrayList<>();
  private final Map<Id, Integer> index = new HashMap<>();

  Population(Shape shape) {
    this.shape = shape;
  }

  void add(Id id) {
    if (!sorted.add(id)) return;
    index.put(id, list.size());
    list.add(id);
  }

  void remove(Id id) {
    if (!sorted.remove(id)) return;
    int place = Objects.requireNonNull(index.remove(id));
    var last = list.removeLast();
    if (last.equals(id)) return;
    list.set(place, last);
    index.put(last, place);
  }

  boolean contains(Id id) {
    return index.containsKey(id);
  }

  int size() {
    return list.size();
  }

  Id any(RandomGenerator random) {
    return list.get(random.nextInt(list.size()));
  }

  /// Those just before and just behind a place.
  Set<Id> beside(Id place) {
    var before = Objects.requireNonNullElseGet(sorted.lower(place), sorted::last);
    var after = Objects.requireNonNullElseGet(sorted.higher(place), sorted::first);
    return new HashSet<>(List.of(before, after));
  }

  List<Id> all() {
    return List.copyOf(sorted);
  }

  /// Whoever answers for a place.
  Id owner(Id place) {
    return shape.owner(sorted, place);
  }
}
