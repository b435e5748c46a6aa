// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Values of one kind at one place, with what is left of removed ones.
final class Slot {

  /// Of nothing ever written.
  static final Slot NONE = new Slot(0, new TreeMap<>());

  long generation;
  private final TreeMap<EntryId, Kept> entries;

  Slot() {
    this(0, new TreeMap<>());
  }

  private Slot(long generation, TreeMap<EntryId, Kept> entries) {
    this.generation = generation;
    this.entries = entries;
  }

  Slot copy() {
    return new Slot(generation, new TreeMap<>(entries));
  }

  Collection<Kept> all() {
    return entries.values();
  }

  Map<EntryId, Kept> entries() {
    return entries;
  }

  /// @return null if there is neither a value nor what is left of one
  @Nullable Kept get(EntryId id, Instant now) {
    var kept = entries.get(id);
    return kept == null || kept.isOver(now) ? null : kept;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  boolean hasValues() {
    for (var each : entries.values()) if (each.exists()) return true;
    return false;
  }

  int values() {
    int values = 0;
    for (var each : entries.values()) if (each.exists()) values++;
    return values;
  }

  /// Of an array.
  // the highest index that exists, and one.
  int length(Instant now) {
    for (var each : entries.descendingMap().values()) {
      if (each.exists() && !each.isOver(now) && each.id() instanceof EntryId.Index(var index)) {
        return index + 1;
      }
    }
    return 0;
  }
}
