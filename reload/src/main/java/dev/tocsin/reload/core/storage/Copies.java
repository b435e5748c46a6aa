// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindQuery.Which;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.security.Signature;
import dev.tocsin.reload.wire.security.Signer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Requests to other peers to keep what is kept here, too, as its owner signed it.
public final class Copies {

  // What fits into a list of the draft's profile, with its own counts.
  private static final int BYTES_MAX = 60_000;
  private static final int FIELDS_BYTES = 32;

  private Copies() {}

  static List<Request.Store> of(Map<Kept.Place, Slot> slots, Instant now) {
    var requests = new ArrayList<Request.Store>();
    slots.forEach(
        (place, slot) -> {
          var values =
              slot.all().stream()
                  .filter(each -> !each.isOver(now))
                  .flatMap(each -> each.value().stream())
                  .toList();
          store(place, slot.generation, values, requests);
        });
    return requests;
  }

  private static void store(
      Kept.Place place, long generation, List<StoredValue> values, List<Request.Store> requests) {
    var piece = new ArrayList<StoredValue>();
    int bytes = 0;
    for (var value : values) {
      int size = bytes(value);
      if (bytes + size > BYTES_MAX && !piece.isEmpty()) {
        requests.add(store(place, generation, piece));
        piece.clear();
        bytes = 0;
      }
      piece.add(value);
      bytes += size;
    }
    if (!piece.isEmpty()) requests.add(store(place, generation, piece));
  }

  private static Request.Store store(Kept.Place place, long generation, List<StoredValue> values) {
    return new Request.Store(
        place.resource(), List.of(new KindValues(place.kind(), generation, values)));
  }

  private static int bytes(StoredValue value) {
    int key = EntryId.of(value.entry()) instanceof EntryId.Key(var bytes) ? bytes.length() : 0;
    int signature = value.signature().map(Copies::bytes).orElse(0);
    return FIELDS_BYTES + key + value.entry().value().bytes().length() + signature;
  }

  private static int bytes(Signature signature) {
    int signer =
        switch (signature.signer()) {
          case Signer.Peer _ -> Id.BYTES;
          case Signer.User(var name) -> 3 * name.length();
          case Signer.Certificate(var der) -> der.length();
        };
    return signature.value().length() + signer;
  }

  /// Requests that have another peer follow these changes, which are in force here.
  ///
  /// @param storage for the generations
  public static List<Request> following(List<StorageChange> changes, Storage storage) {
    var stored = new LinkedHashMap<Kept.Place, List<StoredValue>>();
    var requests = new ArrayList<Request>();
    for (var change : changes) {
      if (!(change instanceof StorageChange.Put(var kept))) continue;
      var value = kept.value();
      if (value.isEmpty()) requests.add(removal(kept, storage));
      else stored.computeIfAbsent(kept.place(), _ -> new ArrayList<>()).add(value.get());
    }
    var stores = new ArrayList<Request.Store>();
    stored.forEach(
        (place, values) ->
            store(
                place,
                storage.generation(place.resource(), place.kind()).generation(),
                values,
                stores));
    requests.addAll(stores);
    return requests;
  }

  private static Request removal(Kept kept, Storage storage) {
    Which which =
        switch (kept.id()) {
          case EntryId.Index(var index) ->
              storage.isArray(kept.place().kind())
                  ? new Which.Range(index, index)
                  : new Which.Single();
          case EntryId.Key(var key) -> new Which.Keys(List.of(key));
        };
    var place = kept.place();
    return new Request.Remove(place.resource(), List.of(new KindQuery(place.kind(), 0, which)));
  }
}
