// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import dev.tocsin.reload.core.storage.EntryId;
import dev.tocsin.reload.wire.data.KindQuery.Which;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What this node's applications store in the overlay: whoever owns data stores all of it in B,
/// too.
final class OwnValues {

  /// @param kind its number
  /// @param entry as {@link Carrier#identity} has it
  record Key(Id resource, long kind, EntryId entry) {
    boolean isAt(Id place, long number) {
      return resource.equals(place) && kind == number;
    }
  }

  /// @param expires at whoever keeps it
  record Own(StoredValue value, Instant expires) {}

  private final int max;
  private final Map<Key, Own> values = new LinkedHashMap<>();
  // Removed: whoever kept them in A may have brought them to B at the same time.
  private final Map<Key, Own> gone = new LinkedHashMap<>();

  OwnValues(int max) {
    this.max = max;
  }

  /// @return whether there is room for it
  boolean keep(Key key, StoredValue value, Instant now) {
    if (values.size() >= max && !values.containsKey(key)) forgetWhatIsOver(now);
    if (values.size() >= max && !values.containsKey(key)) return false;
    gone.remove(key);
    values.put(key, new Own(value, now.plusSeconds(value.lifetimeSeconds())));
    return true;
  }

  private void forgetWhatIsOver(Instant now) {
    values.values().removeIf(each -> !each.expires().isAfter(now));
    gone.values().removeIf(each -> !each.expires().isAfter(now));
  }

  /// Of kinds whose indexes and keys are the same in both overlays.
  ///
  /// @return what was removed
  List<Map.Entry<Key, Own>> removed(Id resource, long kind, Which which) {
    int last = lastIndex(resource, kind);
    var removed =
        values.entrySet().stream()
            .filter(each -> each.getKey().isAt(resource, kind))
            .filter(each -> isNamed(EntryId.of(each.getValue().value().entry()), which, last))
            .map(each -> Map.entry(each.getKey(), each.getValue()))
            .toList();
    removed.forEach(each -> values.remove(each.getKey()));
    return removed;
  }

  /// A value that is removed whatever its index is.
  ///
  /// @return empty if it is none of this node's own
  Optional<Own> removed(Key key) {
    return Optional.ofNullable(values.remove(key));
  }

  /// Remembers what was removed.
  ///
  /// @return whether there is room for it
  boolean gone(Key key, Own removed, Instant now) {
    if (gone.size() >= max) forgetWhatIsOver(now);
    if (gone.size() >= max) return false;
    gone.put(key, removed);
    return true;
  }

  /// What was removed and is not stored anew.
  List<Key> goneKeys(Instant now) {
    forgetWhatIsOver(now);
    return List.copyOf(gone.keySet());
  }

  /// @return empty if it was not removed, or would have lived its time
  Optional<Own> gone(Key key, Instant now) {
    return Optional.ofNullable(gone.get(key)).filter(each -> each.expires().isAfter(now));
  }

  private int lastIndex(Id resource, long kind) {
    int last = 0;
    for (var each : values.entrySet()) {
      var entry = EntryId.of(each.getValue().value().entry());
      boolean isThere = each.getKey().isAt(resource, kind);
      if (isThere && entry instanceof EntryId.Index(var index)) last = Math.max(last, index);
    }
    return last;
  }

  private static boolean isNamed(EntryId entry, Which which, int lastIndex) {
    return switch (which) {
      case Which.Single _ -> true;
      case Which.Range(var first, var last) -> {
        int from = first == Which.Range.LAST ? lastIndex : first;
        int to = last == Which.Range.LAST ? lastIndex : last;
        yield entry instanceof EntryId.Index(var index) && index >= from && index <= to;
      }
      case Which.Keys(var keys) ->
          keys.isEmpty() || entry instanceof EntryId.Key(var key) && keys.contains(key);
    };
  }

  /// @return empty if it was removed or has lived its time
  Optional<Own> of(Key key, Instant now) {
    return Optional.ofNullable(values.get(key)).filter(each -> each.expires().isAfter(now));
  }

  List<Key> keys(Instant now) {
    forgetWhatIsOver(now);
    return List.copyOf(values.keySet());
  }

  int size() {
    return values.size();
  }
}
