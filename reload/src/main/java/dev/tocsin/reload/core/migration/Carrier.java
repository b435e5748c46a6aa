// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.security.Proof;
import dev.tocsin.reload.core.storage.EntryId;
import dev.tocsin.reload.core.storage.ValueCheck;
import dev.tocsin.reload.core.usage.MergeRule;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Takes single values, and removals, to one of the overlays.
final class Carrier {

  private static final KindQuery.Which ALL =
      new KindQuery.Which.Range(0, KindQuery.Which.Range.LAST);

  /// What became of it.
  enum Outcome {
    TAKEN,
    /// It is there, or something newer.
    THERE,
    NOT_TAKEN
  }

  /// Hears what became of it.
  interface Then {
    void told(Outcome outcome, Instant now);
  }

  /// @param kind its number
  record Place(Side side, Id resource, long kind) {}

  private final Rings rings;

  Carrier(Rings rings) {
    this.rings = rings;
  }

  /// A value of this node's own as an overlay takes it: signed with what this node has there,
  /// unless its signature holds there, too.
  ///
  /// @param expires where it is already
  StoredValue own(Place place, StoredValue value, Instant expires, Instant now) {
    if (proof(place, value, now) instanceof Proof.Proved) return value;
    long left = Math.ceilDiv(Duration.between(now, expires).toMillis(), 1000L);
    var rest =
        new StoredValue(
            value.storageTimeMillis(),
            Math.clamp(left, 0, value.lifetimeSeconds()),
            value.entry(),
            Optional.empty());
    var security = rings.of(place.side()).overlay().security();
    return security.signed(place.resource(), place.kind(), rest);
  }

  /// A value of somebody else as an overlay takes it.
  ///
  /// @return empty if only its owner can store it there
  Optional<StoredValue> foreign(Place place, StoredValue value, Instant now) {
    return switch (proof(place, value, now)) {
      case Proof.Proved _, Proof.Missing _ -> Optional.of(value);
      case Proof.NotNeeded _ -> Optional.of(unsigned(value, now));
      case Proof.Refused _ -> Optional.empty();
    };
  }

  // its time goes on, unless its owner's clock is plainly another one.
  private static StoredValue unsigned(StoredValue value, Instant now) {
    long past = (now.toEpochMilli() - value.storageTimeMillis()) / 1000;
    long left = value.lifetimeSeconds() - past;
    boolean isRight = past > 0 && left > 0;
    return new StoredValue(
        value.storageTimeMillis(),
        isRight ? left : value.lifetimeSeconds(),
        value.entry(),
        Optional.empty());
  }

  // As whoever is to keep it judges: a certificate's peers are those of one overlay.
  private Proof proof(Place place, StoredValue value, Instant now) {
    var overlay = rings.of(place.side()).overlay();
    var check = new ValueCheck(overlay.security());
    return overlay
        .kinds()
        .kind(place.kind())
        .map(kind -> check.check(place.resource(), kind, value, now))
        .orElse(new Proof.Refused(FailureCode.NOT_FOUND, "a kind that is not known there"));
  }

  /// What makes a value another one than others of its kind at its place: its index or key, or what
  /// it is where an array has room for all that are stored, at an index of each overlay's own.
  EntryId identity(Place place, StoredValue value) {
    return isOneOfMany(place, value)
        ? new EntryId.Key(value.entry().value().bytes())
        : EntryId.of(value.entry());
  }

  private boolean isOneOfMany(Place place, StoredValue value) {
    return value.entry() instanceof Entry.Indexed && isOfMany(place);
  }

  /// Whether the indexes of a kind's values are each overlay's own.
  boolean isOfMany(Place place) {
    return rings
        .of(place.side())
        .overlay()
        .kinds()
        .kind(place.kind())
        .filter(kind -> kind.rules().merge() == MergeRule.ALL)
        .isPresent();
  }

  /// Stores a value that is fit for the overlay.
  void put(Place place, StoredValue value, Then then, Instant now) {
    if (isOneOfMany(place, value)) putBeside(place, value, then, now);
    else store(place, value, then, now);
  }

  // US-2 as between two parts of one overlay: another value at its index drives it out as little as
  // it is driven out.
  private void putBeside(Place place, StoredValue value, Then then, Instant now) {
    fetchAll(
        place,
        (found, later) -> {
          if (found.isEmpty()) {
            then.told(Outcome.NOT_TAKEN, later);
            return;
          }
          var same = same(found.get(), value);
          if (same.isPresent() && !isNewer(value, same.get())) then.told(Outcome.THERE, later);
          else store(place, at(value, index(found.get(), value, same)), then, later);
        },
        now);
  }

  private static Optional<StoredValue> same(List<StoredValue> found, StoredValue value) {
    return found.stream()
        .filter(each -> each.entry().value().equals(value.entry().value()))
        .reduce((_, last) -> last);
  }

  // The draft's profile has seconds.
  private static boolean isNewer(StoredValue one, StoredValue other) {
    return one.storageTimeMillis() / 1000 > other.storageTimeMillis() / 1000;
  }

  private static int index(List<StoredValue> found, StoredValue value, Optional<StoredValue> same) {
    if (same.isPresent()) return index(same.get());
    int wanted = index(value);
    return found.stream().anyMatch(each -> index(each) == wanted) ? Entry.Indexed.LAST : wanted;
  }

  private static int index(StoredValue value) {
    if (value.entry() instanceof Entry.Indexed(var index, _)) return index;
    throw new IllegalStateException(value.entry() + " has no index");
  }

  private static StoredValue at(StoredValue value, int index) {
    var entry = new Entry.Indexed(index, value.entry().value());
    return new StoredValue(
        value.storageTimeMillis(), value.lifetimeSeconds(), entry, value.signature());
  }

  /// Hears of the values of a kind at a place.
  interface Found {
    /// @param values empty if nobody says
    void told(Optional<List<StoredValue>> values, Instant now);
  }

  private void fetchAll(Place place, Found then, Instant now) {
    fetch(place, ALL, then, now);
  }

  /// Looks what a removal is going to remove.
  void fetch(Place place, KindQuery.Which which, Found then, Instant now) {
    var fetch = new Request.Fetch(place.resource(), List.of(new KindQuery(place.kind(), 0, which)));
    ask(place, fetch, (reply, later) -> then.told(values(reply, place.kind()), later), now);
  }

  private static Optional<List<StoredValue>> values(NodeOutput.Reply reply, long kind) {
    if (!(reply.response() instanceof Response.Answer.Fetched(var kinds))) return Optional.empty();
    return Optional.of(
        kinds.stream()
            .filter(each -> each.kind() == kind)
            .flatMap(each -> each.values().stream())
            .filter(each -> each.entry().value().exists())
            .toList());
  }

  /// Hears of one value.
  interface One {
    /// @param value empty if nobody knows it
    void told(Optional<StoredValue> value, Instant now);
  }

  /// Finds out where in its array a value stands that was put behind the last.
  void find(Place place, StoredValue appended, One then, Instant now) {
    fetchAll(
        place,
        (found, later) ->
            then.told(
                found
                    .flatMap(values -> same(values, appended))
                    .map(same -> at(appended, index(same))),
                later),
        now);
  }

  private void store(Place place, StoredValue value, Then then, Instant now) {
    var values = new KindValues(place.kind(), 0, List.of(value));
    var store = new Request.Store(place.resource(), List.of(values));
    ask(place, store, (reply, later) -> then.told(outcome(reply.response()), later), now);
  }

  /// Removes values.
  void remove(Place place, KindQuery.Which which, Then then, Instant now) {
    var remove =
        new Request.Remove(place.resource(), List.of(new KindQuery(place.kind(), 0, which)));
    ask(place, remove, (reply, later) -> then.told(outcome(reply.response()), later), now);
  }

  /// Removes a value as it was removed elsewhere, wherever in an array it stands; a newer one
  /// stays.
  void removeOne(Place place, StoredValue removed, Then then, Instant now) {
    boolean isOfMany = isOfMany(place);
    fetch(
        place,
        isOfMany ? ALL : which(removed.entry()),
        (found, later) -> {
          var there =
              found.flatMap(
                  values -> isOfMany ? same(values, removed) : values.stream().findFirst());
          if (found.isEmpty()) then.told(Outcome.NOT_TAKEN, later);
          else if (there.isEmpty() || isNewer(there.get(), removed)) {
            then.told(Outcome.THERE, later);
          } else remove(place, which(there.get().entry()), then, later);
        },
        now);
  }

  private static KindQuery.Which which(Entry entry) {
    return switch (entry) {
      case Entry.Single _ -> new KindQuery.Which.Single();
      case Entry.Indexed(var index, _) -> new KindQuery.Which.Range(index, index);
      case Entry.Keyed(var key, _) -> new KindQuery.Which.Keys(List.of(key));
    };
  }

  private static Outcome outcome(Response response) {
    return switch (response) {
      case Response.Answer _ -> Outcome.TAKEN;
      case Response.Failure(var code, _, _) ->
          code == FailureCode.GENERATION_TOO_LOW ? Outcome.THERE : Outcome.NOT_TAKEN;
    };
  }

  private void ask(Place place, Request request, Rings.Then then, Instant now) {
    var route = List.<Destination>of(new Destination.Resource(place.resource()));
    var ask = new NodeInput.Ask(0, route, request, NodeInput.Manner.PLAIN);
    rings.ask(place.side(), ask, then, now);
  }
}
