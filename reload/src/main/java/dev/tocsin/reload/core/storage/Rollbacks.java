// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// When the values were stored that were fetched last: whoever has an older one now lost the newer
/// one, or keeps it back (SE-3).
public final class Rollbacks {

  private final Map<Value, Long> newest;

  private record Value(Id resource, long kind, EntryId id) {}

  /// @param max of values to remember; the one that was not asked for longest is forgotten first
  public Rollbacks(int max) {
    this.newest =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Value, Long> eldest) {
            return size() > max;
          }
        };
  }

  /// Compares values, which are proved already, with those of before, and remembers them.
  ///
  /// @return what is wrong; empty if none is older
  public Optional<String> check(Id resource, Answer.Fetched fetched) {
    for (var kind : fetched.kinds()) {
      for (var each : kind.values()) {
        if (!each.entry().value().exists()) continue;
        var value = new Value(resource, kind.kind(), EntryId.of(each.entry()));
        var before = newest.merge(value, each.storageTimeMillis(), Math::max);
        if (before > each.storageTimeMillis()) {
          return Optional.of(
              "a value of kind %d stored at %d was fetched here before; this one is of %d"
                  .formatted(kind.kind(), before, each.storageTimeMillis()));
        }
      }
    }
    return Optional.empty();
  }

  int size() {
    return newest.size();
  }
}
