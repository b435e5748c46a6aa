// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Answers FETCH and FIND.
record Fetching(Kinds kinds, Shelf shelf) {

  Response answer(Request.Fetch request, Instant now) {
    var answers = new ArrayList<KindValues>();
    for (var query : request.kinds()) {
      var slot = shelf.slot(new Kept.Place(request.resource(), query.kind()));
      var values = values(slot, query, now);
      if (values.isEmpty()) {
        return Response.Failure.of(
            FailureCode.FORBIDDEN, "a range that ends before it begins, or another form");
      }
      answers.add(new KindValues(query.kind(), slot.generation, values.get()));
    }
    return new Response.Answer.Fetched(answers);
  }

  private Optional<List<StoredValue>> values(Slot slot, KindQuery query, Instant now) {
    var kind = kinds.kind(query.kind()).orElseThrow();
    var named = Selection.named(kind, slot, query.which(), now);
    // FE-1: "the count of stored data elements MUST be zero" if the requester has them already.
    boolean isKnown = query.generation() != 0 && query.generation() == slot.generation;
    if (isKnown) return named.map(_ -> List.of());
    return named.map(ids -> ids.stream().map(id -> value(kind, slot, id, now)).toList());
  }

  // FE-2.
  private static StoredValue value(Kind kind, Slot slot, EntryId id, Instant now) {
    var kept = slot.get(id, now);
    if (kept != null && kept.value().isPresent()) return kept.value().get();
    return new StoredValue(0, 0, Selection.nothing(kind.model(), id), Optional.empty());
  }

  Response find(Request.Find request, Predicate<Id> isPrimary, Instant now) {
    // FI-2.
    if (!isPrimary.test(request.resource())) {
      return Response.Failure.of(FailureCode.NOT_FOUND, "another peer is responsible");
    }
    var found = new ArrayList<Response.Closest>();
    for (var number : request.kinds()) {
      var kind = kinds.kind(number);
      // FI-1, FI-3.
      if (kind.isPresent() && !kind.get().rules().isFindable()) continue;
      var closest = kind.isEmpty() ? Id.ZERO : closest(request.resource(), number, isPrimary, now);
      found.add(new Response.Closest(number, closest));
    }
    return new Response.Answer.Found(found);
  }

  // the nearest clockwise, the place itself included; copies only where there is nothing
  // else.
  private Id closest(Id resource, long kind, Predicate<Id> isPrimary, Instant now) {
    var copy = Id.ZERO;
    for (var each : shelf.clockwise(resource)) {
      var slot = each.getValue().get(kind);
      if (slot == null || !isThere(slot, now)) continue;
      if (isPrimary.test(each.getKey())) return each.getKey();
      if (copy.equals(Id.ZERO)) copy = each.getKey();
    }
    return copy;
  }

  private static boolean isThere(Slot slot, Instant now) {
    return slot.all().stream().anyMatch(each -> each.exists() && !each.isOver(now));
  }
}
