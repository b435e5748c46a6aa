// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.reload.core.security.MessageSecurity.Author;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Decides about REMOVE.
record Removing(Kinds kinds, Shelf shelf) {

  Outcome decide(Request.Remove request, Author.Known author, boolean isCopy, Instant now) {
    var named = new ArrayList<List<EntryId>>();
    for (var query : request.kinds()) {
      var kind = kinds.kind(query.kind()).orElseThrow();
      var slot = shelf.slot(new Kept.Place(request.resource(), query.kind()));
      var ids = Selection.existing(kind, slot, query.which(), now);
      if (ids.isEmpty()) return refused("a range that ends before it begins, or another form");
      if (!isCopy) {
        for (var id : ids.get()) {
          var refusal = refusal(author, request.resource(), kind, id);
          if (refusal.isPresent()) return refused(refusal.get());
        }
      }
      named.add(ids.get());
    }
    return isCopy || Precondition.holds(shelf, request)
        ? write(request, named, now)
        : new Outcome.Refused(Precondition.failed(shelf, request));
  }

  private static Outcome refused(String detail) {
    return new Outcome.Refused(Failure.of(FailureCode.FORBIDDEN, detail));
  }

  // RM-1: "The signer of the message has permissions which permit him to remove this type of data."
  private static Optional<String> refusal(Author.Known author, Id resource, Kind kind, EntryId id) {
    return author
        .certificate()
        .flatMap(
            certificate -> kind.rules().access().refusal(certificate, resource, entry(kind, id)));
  }

  private static Entry entry(Kind kind, EntryId id) {
    return Selection.nothing(kind.model(), id);
  }

  private Outcome write(Request.Remove request, List<List<EntryId>> named, Instant now) {
    var changes = new ArrayList<StorageChange>();
    var counts = new ArrayList<KindGeneration>();
    for (int i = 0; i < named.size(); i++) {
      long number = request.kinds().get(i).kind();
      var place = new Kept.Place(request.resource(), number);
      var kind = kinds.kind(number).orElseThrow();
      var writing = new Writing(place, kind, shelf.slot(place), now);
      named.get(i).forEach(writing::remove);
      long generation = writing.generation(0, shelf.floor());
      changes.addAll(writing.changes(generation));
      counts.add(new KindGeneration(number, generation));
    }
    return new Outcome.Done(changes, new Response.Answer.Removed(counts));
  }
}
