// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.properties;

import dev.tocsin.alto.core.maps.PrefixValues;
import dev.tocsin.alto.wire.entity.QualifiedName;
import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What there is to tell of one prefix (RFC 9240 §8.6): its own properties, inherited ones
/// included, and those of prefixes within it that have others; without itself if those leave none
/// of its addresses over.
final class Covered {

  // How much longer than a prefix one may be that helps to cover it: the sum has 62 bits.
  private static final int LONGER_MAX = 62;

  private final NavigableMap<Prefix, Map<QualifiedName, JsonNode>> told = new TreeMap<>();

  private Covered() {}

  /// @return by prefix, wider ones first
  static NavigableMap<Prefix, Map<QualifiedName, JsonNode>> of(
      Prefix entity, Map<QualifiedName, PrefixValues> properties) {
    var covered = new Covered();
    properties.forEach(
        (property, values) -> {
          values.find(entity).ifPresent(value -> covered.tell(entity, property, value));
          values.within(entity, (prefix, value) -> covered.tell(prefix, property, value));
        });
    covered.leaveOutWhatIsCovered();
    return covered.told;
  }

  private void tell(Prefix prefix, QualifiedName property, JsonNode value) {
    told.computeIfAbsent(prefix, _ -> new LinkedHashMap<>()).put(property, value);
  }

  private void leaveOutWhatIsCovered() {
    for (var prefix : List.copyOf(told.keySet())) {
      var next = told.higherKey(prefix);
      if (next == null || !prefix.contains(next)) continue;
      var children = widestWithin(prefix);
      if (!isFull(prefix, children)) continue;
      var values = told.remove(prefix);
      if (values == null) throw new IllegalStateException("a key without a value: " + prefix);
      for (var child : children) {
        values.forEach(
            (name, value) -> told.getOrDefault(child, Map.of()).putIfAbsent(name, value));
      }
    }
  }

  private List<Prefix> widestWithin(Prefix prefix) {
    var widest = new ArrayList<Prefix>();
    for (var each : told.tailMap(prefix, false).keySet()) {
      if (!prefix.contains(each)) break;
      if (widest.isEmpty() || !widest.getLast().contains(each)) widest.add(each);
    }
    return widest;
  }

  private static boolean isFull(Prefix prefix, List<Prefix> parts) {
    long rest = 1L << LONGER_MAX;
    for (var part : parts) {
      int longer = part.length() - prefix.length();
      if (longer > LONGER_MAX) return false;
      rest -= 1L << LONGER_MAX - longer;
    }
    return rest == 0;
  }
}
