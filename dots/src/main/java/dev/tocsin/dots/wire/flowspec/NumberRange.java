// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.flowspec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Numbers `lower` to `upper`, both included.
public record NumberRange(int lower, int upper) {

  public NumberRange {
    if (lower < 0 || lower > upper) {
      throw new IllegalArgumentException(
          "range " + lower + "-" + upper + " is not ascending from 0 on");
    }
  }

  public static NumberRange of(int number) {
    return new NumberRange(number, number);
  }

  /// The same numbers in ascending ranges that neither overlap nor touch: one way to write them.
  public static List<NumberRange> merged(Collection<NumberRange> ranges) {
    var merged = new ArrayList<NumberRange>();
    for (var range : ranges.stream().sorted(Comparator.comparingInt(NumberRange::lower)).toList()) {
      var last = merged.isEmpty() ? null : merged.getLast();
      if (last == null || range.lower - 1 > last.upper) {
        merged.add(range);
      } else {
        merged.set(
            merged.size() - 1, new NumberRange(last.lower, Math.max(last.upper, range.upper)));
      }
    }
    return List.copyOf(merged);
  }

  @Override
  public String toString() {
    return lower == upper ? Integer.toString(lower) : lower + "-" + upper;
  }
}
