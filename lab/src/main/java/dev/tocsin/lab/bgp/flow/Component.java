// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// What a flow specification asks of one field.
///
/// @param terms in the order of the wire; the first is not joined to anything
record Component(Field field, List<Term> terms) {

  /// Numbers from `lower` to `upper`, both included.
  record Range(long lower, long upper) {}

  Component {
    terms = List.copyOf(terms);
    if (terms.isEmpty() || terms.getFirst().and()) {
      throw new IllegalArgumentException(field + " begins with no operator: " + terms);
    }
  }

  /// Terms of which all must hold; of these lists any one.
  List<List<Term>> alternatives() {
    var alternatives = new ArrayList<List<Term>>();
    for (var term : terms) {
      if (!term.and()) alternatives.add(new ArrayList<>());
      alternatives.getLast().add(term);
    }
    return alternatives;
  }

  /// Whether a packet with this value there is asked for.
  boolean holds(long value) {
    return alternatives().stream()
        .anyMatch(
            all ->
                all.stream()
                    .allMatch(
                        term ->
                            field.isBits()
                                ? term.holdsForBits(value)
                                : term.holdsForNumber(value)));
  }

  /// All numbers that are asked for, ascending and apart from each other.
  List<Range> ranges() {
    // Only at these can the answer change.
    var bounds = new TreeSet<Long>(List.of(0L));
    for (var term : terms) {
      bounds.add(term.value());
      bounds.add(term.value() + 1);
    }
    var ranges = new ArrayList<Range>();
    for (var lower : bounds.headSet(field.max() + 1L)) {
      if (!holds(lower)) continue;
      var next = bounds.higher(lower);
      long upper = next == null ? field.max() : Math.min(field.max(), next - 1);
      var last = ranges.isEmpty() ? null : ranges.getLast();
      if (last == null || last.upper() + 1 < lower) ranges.add(new Range(lower, upper));
      else ranges.set(ranges.size() - 1, new Range(last.lower(), upper));
    }
    return ranges;
  }
}
