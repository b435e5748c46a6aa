// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Where settings stand and what is written there, for reading the file again.
///
/// @param values by the path of their keys
public record Written(Path file, SortedMap<String, String> values) {

  public Written {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /// The keys that say something else there; of a list its name only.
  public List<String> differences(Written other) {
    var keys = new TreeSet<>(values.keySet());
    keys.addAll(other.values.keySet());
    var differing = new TreeSet<String>();
    for (var key : keys) {
      if (Objects.equals(values.get(key), other.values.get(key))) continue;
      differing.add(key.replaceAll("\\[.*", ""));
    }
    return List.copyOf(differing);
  }
}
