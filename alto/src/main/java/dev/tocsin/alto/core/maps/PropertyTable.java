// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.maps;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.net.PrefixLookup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One property of endpoints: an address has the value of its longest prefix (RFC 9240 §5.1.3).
/// Immutable.
public final class PropertyTable {

  private final SortedMap<Prefix, String> values;
  private final List<String> distinct;
  private final PrefixLookup lookup;

  private PropertyTable(
      SortedMap<Prefix, String> values, List<String> distinct, PrefixLookup lookup) {
    this.values = values;
    this.distinct = distinct;
    this.lookup = lookup;
  }

  /// @throws MapException if there are more different values than a table holds
  public static PropertyTable of(Map<Prefix, String> values) {
    var numbers = new HashMap<String, Integer>();
    var distinct = new ArrayList<String>();
    var entries = new ArrayList<PrefixLookup.Entry>(values.size());
    values.forEach(
        (prefix, value) -> {
          int number =
              numbers.computeIfAbsent(
                  value,
                  each -> {
                    distinct.add(each);
                    return distinct.size() - 1;
                  });
          if (number > PrefixLookup.VALUE_MAX) {
            throw new MapException(
                "expected at most %d different values of a property"
                    .formatted(PrefixLookup.VALUE_MAX + 1));
          }
          entries.add(new PrefixLookup.Entry(prefix, number));
        });
    return new PropertyTable(
        new TreeMap<>(values), List.copyOf(distinct), PrefixLookup.of(entries));
  }

  /// The value of the first address of the prefix.
  public Optional<String> find(Prefix endpoint) {
    int number = lookup.find(endpoint.address());
    return number == PrefixLookup.NONE ? Optional.empty() : Optional.of(distinct.get(number));
  }

  /// As it was given.
  public Map<Prefix, String> values() {
    return Collections.unmodifiableSortedMap(values);
  }
}
