// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.core.storage.Newest;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Fetches that go to the responsible peer and to those with copies at once (SE-6).
final class Gathering {

  private static final class Work {
    final Newest newest = new Newest();
    int open;
    Id responder = Id.ZERO;
    Response.@Nullable Failure failure;
  }

  private final Map<Long, Work> works = new HashMap<>();

  /// What came of all of them.
  ///
  /// @param responder the first that answered with values
  record Outcome(Response response, Id responder) {}

  /// @param requests that are under way
  void begin(long command, int requests) {
    var work = new Work();
    work.open = requests;
    works.put(command, work);
  }

  /// @return empty while others may still answer
  Optional<Outcome> answered(long command, Response response, Id responder) {
    var work = works.get(command);
    if (work == null) throw new IllegalStateException("nothing is gathered as " + command);
    switch (response) {
      case Response.Answer.Fetched fetched -> {
        work.newest.add(fetched);
        if (work.responder.equals(Id.ZERO)) work.responder = responder;
      }
      // That of the place itself, which is asked first, unless it says nothing at all.
      case Response.Failure failure -> {
        if (work.failure == null) work.failure = failure;
      }
      case Response.Answer other ->
          throw new IllegalStateException("a FETCH was answered " + other);
    }
    if (--work.open > 0) return Optional.empty();
    works.remove(command);
    var found = work.newest.answer();
    if (found.isPresent()) return Optional.of(new Outcome(found.get(), work.responder));
    return Optional.of(new Outcome(Objects.requireNonNull(work.failure), Id.ZERO));
  }
}
