// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindQuery.Which;
import dev.tocsin.reload.wire.data.Model;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Which values a reference names.
final class Selection {

  private Selection() {}

  /// All of them, those that do not exist included, as long as a place has room for them.
  ///
  /// @return empty if the reference is not right for the kind
  static Optional<List<EntryId>> named(Kind kind, Slot slot, Which which, Instant now) {
    return switch (which) {
      case Which.Single _ when kind.model() == Model.SINGLE ->
          Optional.of(List.of(new EntryId.Index(0)));
      case Which.Range(var first, var last) when kind.model() == Model.ARRAY ->
          range(kind, slot.length(now), first, last);
      case Which.Keys(var keys) when kind.model() == Model.DICTIONARY ->
          Optional.of(
              keys.isEmpty()
                  ? existing(slot, now)
                  : new LinkedHashSet<>(keys).stream().<EntryId>map(EntryId.Key::new).toList());
      case Which.Single _, Which.Range _, Which.Keys _ -> Optional.empty();
    };
  }

  // FE-3: 0 is the first, -1 the last; "The beginning of the range MUST be earlier in the array
  // then
  // the end", or the same.
  private static Optional<List<EntryId>> range(Kind kind, int length, int first, int last) {
    int from = first == Which.Range.LAST ? length - 1 : first;
    int to = last == Which.Range.LAST ? length - 1 : last;
    if (last != Which.Range.LAST && from > to) return Optional.empty();
    int end = Math.min(to, kind.limits().valuesMax() - 1);
    return Optional.of(
        IntStream.rangeClosed(Math.max(0, from), end)
            .<EntryId>mapToObj(EntryId.Index::new)
            .toList());
  }

  private static List<EntryId> existing(Slot slot, Instant now) {
    return slot.all().stream()
        .filter(each -> each.exists() && !each.isOver(now))
        .map(Kept::id)
        .toList();
  }

  /// Those of the named that exist.
  ///
  /// @return empty if the reference is not right for the kind
  static Optional<List<EntryId>> existing(Kind kind, Slot slot, Which which, Instant now) {
    return named(kind, slot, which, now)
        .map(
            ids ->
                ids.stream()
                    .filter(
                        id -> {
                          var kept = slot.get(id, now);
                          return kept != null && kept.exists();
                        })
                    .toList());
  }

  /// A value that does not exist.
  //
  static Entry nothing(Model model, EntryId id) {
    return switch (id) {
      case EntryId.Index(var index) ->
          model == Model.SINGLE
              ? new Entry.Single(Entry.Value.NONE)
              : new Entry.Indexed(index, Entry.Value.NONE);
      case EntryId.Key(var key) -> new Entry.Keyed(key, Entry.Value.NONE);
    };
  }
}
