// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.core.usage.MergeRule;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Values of one kind at one place while a request changes them: on a copy, so that nothing has to
/// be taken back (SO-2).
final class Writing {

  private static final int MILLIS = 1000;

  private final Kept.Place place;
  private final Kind kind;
  private final Slot before;
  private final Slot slot;
  private final Instant now;

  Writing(Kept.Place place, Kind kind, Slot before, Instant now) {
    this.place = place;
    this.kind = kind;
    this.before = before;
    this.slot = before.copy();
    this.now = now;
    slot.all().removeIf(each -> each.isOver(now));
  }

  /// Why a value cannot be put.
  enum Refusal {
    TOO_OLD,
    TOO_MANY
  }

  /// Puts what its owner stores.
  Optional<Refusal> put(StoredValue value, Id owner) {
    //
    long expires = now.toEpochMilli() + value.lifetimeSeconds() * MILLIS;
    return value.entry() instanceof Entry.Indexed(var index, _) && index == Entry.Indexed.LAST
        ? append(kept(value, expires, owner))
        : replace(kept(value, expires, owner));
  }

  private Kept kept(StoredValue value, long expires, Id owner) {
    return new Kept(
        place,
        EntryId.of(value.entry()),
        value.storageTimeMillis(),
        expires,
        Optional.of(value),
        owner);
  }

  // SO-3, R-37: strictly greater than what it replaces, removed values included.
  private Optional<Refusal> replace(Kept kept) {
    var replaced = slot.get(kept.id(), now);
    if (replaced != null && kept.storageTimeMillis() <= replaced.storageTimeMillis()) {
      return Optional.of(Refusal.TOO_OLD);
    }
    return set(kept);
  }

  // SO-6, R-17. What stands there already, or was removed, is not put behind the last once more.
  private Optional<Refusal> append(Kept kept) {
    for (var each : slot.all()) {
      boolean isNewer = kept.storageTimeMillis() > each.storageTimeMillis();
      if (each.exists() ? isSame(each, kept) : !isNewer) return Optional.of(Refusal.TOO_OLD);
    }
    return set(kept.at(slot.length(now)));
  }

  // A signature is of one value, wherever in an array that stands.
  private static boolean isSame(Kept one, Kept other) {
    var signature = one.value().flatMap(StoredValue::signature);
    return signature.isPresent() && signature.equals(other.value().flatMap(StoredValue::signature));
  }

  private Optional<Refusal> set(Kept kept) {
    int max = kind.limits().valuesMax();
    if (kept.id() instanceof EntryId.Index(var index) && index >= max) {
      return Optional.of(Refusal.TOO_MANY);
    }
    slot.entries().put(kept.id(), kept);
    return slot.values() > max ? Optional.of(Refusal.TOO_MANY) : Optional.empty();
  }

  /// Puts what another peer keeps: the newer one stays, whatever comes first (US-2).
  Optional<Refusal> merge(StoredValue value, Id owner) {
    var kept = kept(value, copyExpires(value), owner);
    var there = slot.get(kept.id(), now);
    if (there == null) return isElsewhere(kept) ? Optional.empty() : set(kept);
    if (there.value().equals(kept.value()) || isElsewhere(kept)) return Optional.empty();
    boolean isNewer = isNewer(kept, there);
    if (kind.rules().merge() == MergeRule.ALL && there.exists() && !isRenewal(kept, there)) {
      return beside(isNewer ? kept : there, isNewer ? there : kept);
    }
    return isNewer ? set(kept) : Optional.empty();
  }

  // without synchronised clocks, if the owner's is plainly another one.
  private long copyExpires(StoredValue value) {
    long lifetime = value.lifetimeSeconds() * MILLIS;
    long received = now.toEpochMilli() + lifetime;
    long owners = value.storageTimeMillis() + lifetime;
    return owners > now.toEpochMilli() && owners <= received ? owners : received;
  }

  private boolean isElsewhere(Kept kept) {
    return kind.rules().merge() == MergeRule.ALL
        && slot.all().stream().anyMatch(each -> isSame(each, kept));
  }

  // The same bytes of the same owner, stored again.
  private static boolean isRenewal(Kept one, Kept other) {
    return one.owner().equals(other.owner()) && Objects.equals(bytes(one), bytes(other));
  }

  private static Object bytes(Kept kept) {
    return kept.value().map(value -> value.entry().value().bytes());
  }

  private Optional<Refusal> beside(Kept newer, Kept older) {
    int last = slot.length(now);
    slot.entries().put(newer.id(), newer);
    return set(older.at(last));
  }

  // Of two of the same time all peers choose the same.
  private static boolean isNewer(Kept kept, Kept there) {
    int order = Long.compare(kept.storageTimeMillis(), there.storageTimeMillis());
    if (order != 0) return order > 0;
    if (!there.exists()) return false;
    var mine = kept.value().orElseThrow().entry().value().bytes();
    var theirs = there.value().orElseThrow().entry().value().bytes();
    return mine.compareTo(theirs) > 0;
  }

  /// Removes a value if there is one.
  void remove(EntryId id) {
    var there = slot.get(id, now);
    if (there == null || !there.exists()) return;
    slot.entries().put(id, Kept.removed(there));
    forgetOldest();
  }

  // What is left of removed values is bounded as the values are.
  private void forgetOldest() {
    var removed = slot.all().stream().filter(each -> !each.exists()).toList();
    if (removed.size() <= kind.limits().valuesMax()) return;
    removed.stream()
        .min(Comparator.comparingLong(Kept::expiresMillis))
        .ifPresent(oldest -> slot.entries().remove(oldest.id()));
  }

  Slot slot() {
    return slot;
  }

  /// The generation from now on.
  ///
  /// @param given what another peer that keeps it counts; 0 for what its owner stores
  /// @param floor below which no count may begin again
  // SO-5, RM-2, R-38: one more if anything changed. A copy counts on from where the other is.
  long generation(long given, long floor) {
    if (before.entries().equals(slot.entries())) return max(before.generation, given);
    long start = before == Slot.NONE ? floor : before.generation;
    long next = start + 1 == 0 ? 1 : start + 1;
    return max(next, given);
  }

  private static long max(long one, long other) {
    return Long.compareUnsigned(one, other) >= 0 ? one : other;
  }

  /// What is different.
  List<StorageChange> changes(long generation) {
    var changes = new ArrayList<StorageChange>();
    for (var id : before.entries().keySet()) {
      if (!slot.entries().containsKey(id)) changes.add(new StorageChange.Drop(place, id));
    }
    for (var each : slot.all()) {
      if (!each.equals(before.entries().get(each.id()))) changes.add(new StorageChange.Put(each));
    }
    if (generation != before.generation) {
      changes.add(new StorageChange.Count(place, generation));
    }
    return changes;
  }
}
