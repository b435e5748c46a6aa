// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sums changes of the data channel up, as a disk does.
public final class KeptData {

  private final Map<DataChange.Key, DataChange> kept = new LinkedHashMap<>();

  public void add(DataChange change) {
    switch (change) {
      case DataChange.PutClient _, DataChange.PutAlias _, DataChange.PutAcl _ ->
          kept.put(change.key(), change);
      case DataChange.RemoveClient _, DataChange.RemoveAlias _, DataChange.RemoveAcl _ ->
          kept.remove(change.key());
    }
  }

  /// Clients before what is bound to them, lists by rank.
  public List<DataChange> all() {
    return kept.values().stream()
        .sorted(
            Comparator.comparing((DataChange change) -> change.key().kind())
                .thenComparing(change -> change.key().domain())
                .thenComparing(change -> change.key().cuid())
                .thenComparing(change -> change instanceof DataChange.PutAcl acl ? acl.rank() : 0L)
                .thenComparing(change -> change.key().name()))
        .toList();
  }
}
