// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.reload.core.security.MessageSecurity.Author;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Failure;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What a peer keeps for the overlay. Decides about requests; what they change takes effect by
/// {@link #apply}, once it is durable. One thread at a time.
public final class Storage {

  private final Kinds kinds;
  private final Shelf shelf = new Shelf();
  private final Storing storing;
  private final Removing removing;
  private final Fetching fetching;

  public Storage(Kinds kinds, ValueCheck check, StorageLimits limits) {
    this.kinds = kinds;
    this.storing = new Storing(kinds, check, limits, shelf);
    this.removing = new Removing(kinds, shelf);
    this.fetching = new Fetching(kinds, shelf);
  }

  /// Decides about values that are to be kept.
  ///
  /// @param author of the request
  /// @param isCopy whether it comes from a peer that keeps them, too, and that may say so
  public Outcome store(Request.Store request, Author.Known author, boolean isCopy, Instant now) {
    return oncePerKind(request.kinds().stream().map(each -> each.kind()).toList())
        .<Outcome>map(Outcome.Refused::new)
        .orElseGet(() -> storing.decide(request, author, isCopy, now));
  }

  /// Decides about values that are to be kept no longer.
  ///
  /// @param isCopy whether it comes from a peer that keeps them, too, and that may say so
  public Outcome remove(Request.Remove request, Author.Known author, boolean isCopy, Instant now) {
    return oncePerKind(request.kinds().stream().map(each -> each.kind()).toList())
        .<Outcome>map(Outcome.Refused::new)
        .orElseGet(() -> removing.decide(request, author, isCopy, now));
  }

  /// Answers with what is kept.
  public Response fetch(Request.Fetch request, Instant now) {
    return oncePerKind(request.kinds().stream().map(each -> each.kind()).toList())
        .<Response>map(failure -> failure)
        .orElseGet(() -> fetching.answer(request, now));
  }

  /// Answers where values are kept.
  ///
  /// @param isPrimary whether this peer is responsible for a place, and has no copy only
  public Response find(Request.Find request, Predicate<Id> isPrimary, Instant now) {
    // FI-3.
    var unique = new HashSet<>(request.kinds());
    if (unique.size() < request.kinds().size()) {
      return Failure.of(FailureCode.FORBIDDEN, "a kind stands there twice");
    }
    return fetching.find(request, isPrimary, now);
  }

  // SO-1, RM-1, R-11.
  private Optional<Failure> oncePerKind(List<Long> numbers) {
    var seen = new HashSet<Long>();
    for (var number : numbers) {
      if (kinds.kind(number).isEmpty()) {
        return Optional.of(Failure.of(FailureCode.NOT_FOUND, "nobody here knows kind " + number));
      }
      if (!seen.add(number)) {
        return Optional.of(
            Failure.of(FailureCode.FORBIDDEN, "kind " + number + " stands there twice"));
      }
    }
    return Optional.empty();
  }

  /// Takes changes in that are durable: of a request, or all that a restart finds.
  public void apply(List<StorageChange> changes) {
    changes.forEach(shelf::apply);
  }

  /// Forgets what has lived its time.
  ///
  /// @return what has changed; it need not be durable, because it would be found to be over
  public List<StorageChange> tick(Instant now) {
    return shelf.expire(now);
  }

  public Instant deadline() {
    return shelf.deadline();
  }

  /// Forgets what is kept at these places and does not lie within (from, to].
  ///
  /// @return what has changed
  public List<StorageChange> forget(Set<Id> places, Id from, Id to) {
    return shelf.forget(places, from, to);
  }

  /// All that is kept within (from, to], as requests to another peer to keep it, too; of a large
  /// place there are several.
  public List<Request.Store> within(Id from, Id to, Instant now) {
    return Copies.of(shelf.within(from, to), now);
  }

  /// Whether anything is kept at a place.
  public boolean has(Id resource) {
    return shelf.has(resource);
  }

  /// Places with values within (from, to].
  public int places(Id from, Id to) {
    return shelf.places(from, to);
  }

  /// Places with values, and with what is left of values.
  public int places() {
    return shelf.places();
  }

  /// What all of it takes, roughly.
  public long bytes() {
    return shelf.bytes();
  }

  /// How often values changed; 0 if there never were any.
  public KindGeneration generation(Id resource, long kind) {
    return new KindGeneration(kind, shelf.slot(new Kept.Place(resource, kind)).generation);
  }

  boolean isArray(long kind) {
    return kinds.of(kind).orElseThrow() == Model.ARRAY;
  }
}
