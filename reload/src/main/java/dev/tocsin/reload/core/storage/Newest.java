// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What several peers have at one place: of each value the one that was stored last (SE-6).
public final class Newest {

  private static final class Found {
    final Map<EntryId, StoredValue> values = new TreeMap<>();
    long generation;
  }

  private final Map<Long, Found> kinds = new TreeMap<>();
  private boolean isAnswered;

  /// Takes in what one of them answered; it is proved already.
  public void add(Answer.Fetched fetched) {
    isAnswered = true;
    for (var kind : fetched.kinds()) {
      var found = kinds.computeIfAbsent(kind.kind(), _ -> new Found());
      found.generation = Math.max(found.generation, kind.generation());
      for (var value : kind.values()) {
        found.values.merge(EntryId.of(value.entry()), value, Newest::newer);
      }
    }
  }

  private static StoredValue newer(StoredValue one, StoredValue other) {
    return other.storageTimeMillis() > one.storageTimeMillis() ? other : one;
  }

  /// @return empty if nobody answered
  public Optional<Answer.Fetched> answer() {
    if (!isAnswered) return Optional.empty();
    var all = new ArrayList<KindValues>();
    kinds.forEach(
        (kind, found) ->
            all.add(new KindValues(kind, found.generation, List.copyOf(found.values.values()))));
    return Optional.of(new Answer.Fetched(all));
  }
}
