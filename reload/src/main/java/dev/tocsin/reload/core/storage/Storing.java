// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.security.MessageSecurity.Author;
import dev.tocsin.reload.core.security.Proof;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.core.usage.ResourceName;
import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides about STORE.
record Storing(Kinds kinds, ValueCheck check, StorageLimits limits, Shelf shelf) {

  /// A value, and whose it is.
  private record Owned(StoredValue value, Id owner) {}

  Outcome decide(Request.Store request, Author.Known author, boolean isCopy, Instant now) {
    var owned = new ArrayList<List<Owned>>();
    for (var values : request.kinds()) {
      var each = new ArrayList<Owned>();
      for (var value : values.values()) {
        switch (proof(request.resource(), values.kind(), value, now)) {
          case Proof.Proved(var certificate) -> {
            var key = certificate.certificate().getPublicKey().getEncoded();
            each.add(new Owned(value, ResourceName.of(Bytes.owning(key))));
          }
          case Proof.NotNeeded _ -> each.add(new Owned(value, isCopy ? Id.ZERO : author.peer()));
          case Proof.Missing(var signer) -> {
            return new Outcome.Unproved(signer);
          }
          case Proof.Refused(var code, var detail) -> {
            return refused(code, detail);
          }
        }
      }
      owned.add(each);
    }
    return isCopy || Precondition.holds(shelf, request)
        ? write(request, owned, isCopy, now)
        : new Outcome.Refused(Precondition.failed(shelf, request));
  }

  private Proof proof(Id resource, long kind, StoredValue value, Instant now) {
    if (!value.entry().value().exists()) {
      return new Proof.Refused(FailureCode.FORBIDDEN, "what does not exist cannot be stored");
    }
    return check.check(resource, kind(kind), value, now);
  }

  private Kind kind(long number) {
    return kinds.kind(number).orElseThrow();
  }

  private Outcome write(
      Request.Store request, List<List<Owned>> owned, boolean isCopy, Instant now) {
    var changes = new ArrayList<StorageChange>();
    var counts = new ArrayList<KindGeneration>();
    for (int i = 0; i < owned.size(); i++) {
      var values = request.kinds().get(i);
      var place = new Kept.Place(request.resource(), values.kind());
      var writing = new Writing(place, kind(values.kind()), shelf.slot(place), now);
      for (var each : owned.get(i)) {
        var refusal =
            isCopy
                ? writing.merge(each.value(), each.owner())
                : writing.put(each.value(), each.owner());
        if (refusal.isPresent()) return refused(refusal.get(), kind(values.kind()));
      }
      long generation = writing.generation(given(values, isCopy), shelf.floor());
      changes.addAll(writing.changes(generation));
      counts.add(new KindGeneration(values.kind(), generation));
    }
    return excess(changes)
        .<Outcome>map(detail -> refused(FailureCode.FORBIDDEN, detail))
        .orElseGet(() -> new Outcome.Done(changes, new Response.Answer.Stored(counts)));
  }

  private static long given(KindValues values, boolean isCopy) {
    return isCopy ? values.generation() : 0;
  }

  private static Outcome refused(Writing.Refusal refusal, Kind kind) {
    return switch (refusal) {
      // "412 for a storage-time violation has empty info".
      case TOO_OLD ->
          refused(
              FailureCode.GENERATION_TOO_LOW, "the storage time is not later than what is here");
      case TOO_MANY ->
          refused(
              FailureCode.FORBIDDEN,
              "%s takes %d values at a place".formatted(kind.name(), kind.limits().valuesMax()));
    };
  }

  private static Outcome refused(FailureCode code, String detail) {
    return new Outcome.Refused(Failure.of(code, detail));
  }

  // SE-2.
  private Optional<String> excess(List<StorageChange> changes) {
    long all = 0;
    Map<Id, Long> owners = new HashMap<>();
    for (var change : changes) {
      if (!(change instanceof StorageChange.Put(var kept))) continue;
      var before = shelf.slot(kept.place()).entries().get(kept.id());
      all += kept.bytes() - (before == null ? 0 : before.bytes());
      owners.merge(kept.owner(), (long) kept.bytes(), Long::sum);
      if (before != null) owners.merge(before.owner(), (long) -before.bytes(), Long::sum);
    }
    if (all > 0 && shelf.bytes() + all > limits.bytesMax()) {
      return Optional.of("this peer keeps no more");
    }
    owners.remove(Id.ZERO);
    boolean isTooMuch =
        owners.entrySet().stream()
            .anyMatch(
                each ->
                    each.getValue() > 0
                        && shelf.bytes(each.getKey()) + each.getValue() > limits.ownerBytesMax());
    return isTooMuch ? Optional.of("this peer keeps no more of one owner") : Optional.empty();
  }
}
