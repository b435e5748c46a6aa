// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data.rules;

import dev.tocsin.dots.wire.data.rest.Insert;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Places in an ordered list (RFC 8040 §4.8.5) as numbers with room between them, so that one entry
/// can move without the others. Pure functions.
public final class Ranks {

  public static final long GAP = 1L << 20;

  private Ranks() {}

  /// A free rank at the place.
  ///
  /// @param neighbour rank of the sibling that the place names
  /// @return empty if there is no room left there: everything has to be ranked anew
  public static OptionalLong at(TreeMap<Long, ?> ranked, Insert insert, Optional<Long> neighbour) {
    if (ranked.isEmpty()) return OptionalLong.of(0);
    return switch (insert) {
      case Insert.First _ -> OptionalLong.of(ranked.firstKey() - GAP);
      case Insert.Last _ -> OptionalLong.of(ranked.lastKey() + GAP);
      case Insert.Before _ -> {
        var below = ranked.lowerKey(neighbour.orElseThrow());
        yield below == null
            ? OptionalLong.of(neighbour.orElseThrow() - GAP)
            : between(below, neighbour.orElseThrow());
      }
      case Insert.After _ -> {
        var above = ranked.higherKey(neighbour.orElseThrow());
        yield above == null
            ? OptionalLong.of(neighbour.orElseThrow() + GAP)
            : between(neighbour.orElseThrow(), above);
      }
    };
  }

  private static OptionalLong between(long low, long high) {
    return high - low < 2 ? OptionalLong.empty() : OptionalLong.of(low + (high - low) / 2);
  }

  /// Puts a value at a place of a plain list.
  ///
  /// @param at index of the sibling that the place names
  public static <T> List<T> inserted(List<T> list, List<T> values, Insert insert, int at) {
    int index =
        switch (insert) {
          case Insert.First _ -> 0;
          case Insert.Last _ -> list.size();
          case Insert.Before _ -> at;
          case Insert.After _ -> at + 1;
        };
    var changed = new ArrayList<>(list);
    changed.addAll(index, values);
    return changed;
  }
}
