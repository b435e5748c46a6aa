// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.storage.Kept;
import dev.tocsin.reload.core.storage.StorageChange;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What owners have stored, whatever peers say: against this their answers and what they keep are
/// judged.
final class Truth {

  private final Map<Id, List<Bytes>> notes = new HashMap<>();
  private final Map<Keeper, Long> kept = new HashMap<>();
  private int values;
  private int removals;
  private int returns;

  private record Keeper(Id peer, Id place) {}

  /// An owner's next note.
  void write(Id place, StoredValue value) {
    notes.computeIfAbsent(place, _ -> new ArrayList<>()).add(value.entry().value().bytes());
  }

  /// How a value that was found is to be taken.
  enum Judgement {
    NEWEST,
    OLD,
    FORGED
  }

  Judgement judge(Id place, StoredValue value) {
    var all = notes.getOrDefault(place, List.of());
    int index = all.indexOf(value.entry().value().bytes());
    if (index < 0) return Judgement.FORGED;
    return index == all.size() - 1 ? Judgement.NEWEST : Judgement.OLD;
  }

  /// A good peer keeps something from now on.
  void keeps(Id peer, StorageChange change) {
    switch (change) {
      case StorageChange.Put(var put) when put.value().isEmpty() -> removals++;
      case StorageChange.Put(var put) -> keeps(peer, put, put.value().get());
      // It is not this peer's part of the ring any more.
      case StorageChange.Drop(var place, _) -> kept.remove(new Keeper(peer, place.resource()));
      case StorageChange.Count _ -> {}
    }
  }

  private void keeps(Id peer, Kept put, StoredValue value) {
    var place = put.place().resource();
    if (judge(place, value) == Judgement.FORGED) values++;
    var before = kept.put(new Keeper(peer, place), put.storageTimeMillis());
    if (before != null && before > put.storageTimeMillis()) returns++;
  }

  HostileResult.Usurped usurped() {
    return new HostileResult.Usurped(values, removals, returns);
  }
}
