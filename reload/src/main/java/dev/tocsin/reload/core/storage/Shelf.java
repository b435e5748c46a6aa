// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.reload.wire.id.Id;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All that is kept, by place, with when it ends and whose it is.
final class Shelf {

  private static final int STALE_MAX = 64;

  private final TreeMap<Id, TreeMap<Long, Slot>> resources = new TreeMap<>();
  // What was replaced stays here until its time, or until there is too much of it.
  private PriorityQueue<Kept> endings = endings();
  private final Map<Id, Long> bytesByOwner = new HashMap<>();
  private int entries;
  private long bytes;
  // The highest count of a place that was forgotten: none begins below it, so that nobody takes new
  // values for those that it has.
  private long floor;

  private static PriorityQueue<Kept> endings() {
    return new PriorityQueue<>(1, Comparator.comparingLong(Kept::expiresMillis));
  }

  Slot slot(Kept.Place place) {
    var kinds = resources.get(place.resource());
    return kinds == null ? Slot.NONE : kinds.getOrDefault(place.kind(), Slot.NONE);
  }

  long floor() {
    return floor;
  }

  long bytes() {
    return bytes;
  }

  long bytes(Id owner) {
    return bytesByOwner.getOrDefault(owner, 0L);
  }

  int places() {
    return resources.size();
  }

  boolean has(Id resource) {
    return resources.containsKey(resource);
  }

  int places(Id from, Id to) {
    int places = 0;
    for (var resource : resources.entrySet()) {
      if (resource.getKey().isWithin(from, to) && hasValues(resource.getValue())) places++;
    }
    return places;
  }

  private static boolean hasValues(Map<Long, Slot> kinds) {
    return kinds.values().stream().anyMatch(Slot::hasValues);
  }

  /// All places, clockwise from here, itself included.
  Iterable<Map.Entry<Id, TreeMap<Long, Slot>>> clockwise(Id from) {
    var all = new ArrayList<>(resources.tailMap(from, true).entrySet());
    all.addAll(resources.headMap(from, false).entrySet());
    return all;
  }

  Map<Kept.Place, Slot> within(Id from, Id to) {
    var found = new LinkedHashMap<Kept.Place, Slot>();
    resources.forEach(
        (resource, kinds) -> {
          if (!resource.isWithin(from, to)) return;
          kinds.forEach((kind, slot) -> found.put(new Kept.Place(resource, kind), slot));
        });
    return found;
  }

  void apply(StorageChange change) {
    switch (change) {
      case StorageChange.Put(var kept) -> put(kept);
      case StorageChange.Drop(var place, var id) -> drop(place, id);
      case StorageChange.Count(var place, var generation) -> count(place, generation);
    }
  }

  private Slot open(Kept.Place place) {
    return resources
        .computeIfAbsent(place.resource(), _ -> new TreeMap<>())
        .computeIfAbsent(place.kind(), _ -> new Slot());
  }

  private void put(Kept kept) {
    account(open(kept.place()).entries().put(kept.id(), kept), -1);
    account(kept, 1);
    endings.add(kept);
    if (endings.size() > 2 * entries + STALE_MAX) tidy();
  }

  private void tidy() {
    var current = endings();
    for (var each : endings) if (isCurrent(each)) current.add(each);
    endings = current;
  }

  private boolean isCurrent(Kept kept) {
    return slot(kept.place()).entries().get(kept.id()) == kept;
  }

  private void account(@Nullable Kept kept, int sign) {
    if (kept == null) return;
    entries += sign;
    bytes += sign * (long) kept.bytes();
    if (kept.owner().equals(Id.ZERO)) return;
    long left = bytes(kept.owner()) + sign * (long) kept.bytes();
    if (left > 0) bytesByOwner.put(kept.owner(), left);
    else bytesByOwner.remove(kept.owner());
  }

  private void drop(Kept.Place place, EntryId id) {
    account(slot(place).entries().remove(id), -1);
  }

  private void count(Kept.Place place, long generation) {
    if (generation != 0) {
      open(place).generation = generation;
      return;
    }
    var kinds = resources.get(place.resource());
    if (kinds == null) return;
    var slot = kinds.get(place.kind());
    if (slot == null || !slot.isEmpty()) return;
    kinds.remove(place.kind());
    if (kinds.isEmpty()) resources.remove(place.resource());
    if (Long.compareUnsigned(slot.generation, floor) > 0) floor = slot.generation;
  }

  Instant deadline() {
    var first = endings.peek();
    return first == null ? Instant.MAX : Instant.ofEpochMilli(first.expiresMillis());
  }

  List<StorageChange> expire(Instant now) {
    var changes = new ArrayList<StorageChange>();
    for (var first = endings.peek(); first != null && first.isOver(now); first = endings.peek()) {
      endings.remove();
      if (isCurrent(first)) changes.add(new StorageChange.Drop(first.place(), first.id()));
    }
    return forget(changes);
  }

  /// Drops these, and what is empty then.
  private List<StorageChange> forget(List<StorageChange> drops) {
    var changes = new ArrayList<StorageChange>();
    for (var drop : drops) {
      apply(drop);
      changes.add(drop);
      if (slot(drop.place()).isEmpty()) {
        var end = new StorageChange.Count(drop.place(), 0);
        apply(end);
        changes.add(end);
      }
    }
    return changes;
  }

  List<StorageChange> forget(Set<Id> places, Id from, Id to) {
    var drops = new ArrayList<StorageChange>();
    for (var place : places) {
      var kinds = resources.get(place);
      if (kinds == null || place.isWithin(from, to)) continue;
      kinds.values().forEach(slot -> all(slot.all(), drops));
    }
    return forget(drops);
  }

  private static void all(Collection<Kept> kept, List<StorageChange> drops) {
    kept.forEach(each -> drops.add(new StorageChange.Drop(each.place(), each.id())));
  }
}
