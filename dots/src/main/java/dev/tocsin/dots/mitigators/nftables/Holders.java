// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// How many mitigations stand for each element, and how many elements there are of each shape.
final class Holders {

  private final Map<Element, Integer> counts = new HashMap<>();
  private final Map<Shape, Integer> population = new HashMap<>();

  Set<Element> elements() {
    return Collections.unmodifiableSet(counts.keySet());
  }

  int of(Element element) {
    return counts.getOrDefault(element, 0);
  }

  void hold(Collection<Element> elements) {
    for (var element : elements) {
      if (counts.merge(element, 1, Integer::sum) == 1) {
        population.merge(element.shape(), 1, Integer::sum);
      }
    }
  }

  void release(Collection<Element> elements) {
    for (var element : elements) {
      int before = of(element);
      counts.computeIfPresent(element, (_, n) -> n == 1 ? null : n - 1);
      if (before == 1)
        population.computeIfPresent(element.shape(), (_, n) -> n == 1 ? null : n - 1);
    }
  }

  void clear() {
    counts.clear();
    population.clear();
  }

  /// Shapes of which no element is left after this change.
  Set<Shape> emptied(Collection<Element> added, Collection<Element> removed) {
    var leaving = new HashMap<Shape, Integer>();
    for (var element : removed) leaving.merge(element.shape(), 1, Integer::sum);
    var emptied = new HashSet<Shape>();
    leaving.forEach(
        (shape, count) -> {
          if (count >= population.getOrDefault(shape, 0)) emptied.add(shape);
        });
    for (var element : added) emptied.remove(element.shape());
    return emptied;
  }
}
