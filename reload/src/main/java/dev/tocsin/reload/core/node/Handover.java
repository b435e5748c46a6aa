// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What other peers are to keep, too: a few requests at a time. Who refuses is asked again after a
/// while: it may not know yet that a peer between is gone.
final class Handover {

  private static final int AT_ONCE = 16;
  private static final int ROUNDS_MAX = 5;
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private static final class Work {
    final Optional<Id> peer;
    final Deque<Request> left;
    final List<Request> refused = new ArrayList<>(0);
    Instant again = Instant.MAX;
    int rounds = 1;
    int asked;
    boolean isComplete = true;

    Work(Optional<Id> peer, Collection<? extends Request> requests) {
      this.peer = peer;
      this.left = new ArrayDeque<>(requests);
    }
  }

  private final Map<Long, Work> works = new HashMap<>();

  /// To be asked now.
  ///
  /// @param peer empty if it is whoever is responsible for each place
  record Step(long number, Optional<Id> peer, List<Request> requests) {}

  Step begin(long number, Optional<Id> peer, Collection<? extends Request> requests) {
    var work = new Work(peer, requests);
    works.put(number, work);
    return step(number, work, AT_ONCE);
  }

  private static Step step(long number, Work work, int count) {
    var requests = new ArrayList<Request>();
    while (requests.size() < count && !work.left.isEmpty()) requests.add(work.left.remove());
    work.asked += requests.size();
    return new Step(number, work.peer, requests);
  }

  /// One was answered: what is to be asked next.
  ///
  /// @param isHeard whether the other peer answered at all; otherwise it is asked nothing more
  Step answered(Asker.Handing asked, Response response, boolean isHeard) {
    var work = works.get(asked.number());
    if (work == null) throw new IllegalStateException("nothing is handed over as " + asked);
    work.asked--;
    if (!isHeard && work.peer.isEmpty()) {
      // Somebody on the way has just gone.
      work.refused.add(asked.request());
    } else if (!isHeard) {
      work.left.clear();
      work.isComplete = false;
    } else if (response instanceof Response.Failure(var code, _, _)) {
      // What is there already, or something newer, need not be brought.
      boolean isThere = work.peer.isEmpty() && code == FailureCode.GENERATION_TOO_LOW;
      if (code == FailureCode.FORBIDDEN) work.refused.add(asked.request());
      else work.isComplete &= isThere;
    }
    return step(asked.number(), work, 1);
  }

  /// @return whether all is kept there; empty as long as anything is to be done
  Optional<Boolean> over(long number, Instant now) {
    var work = works.get(number);
    if (work == null || work.asked > 0 || !work.left.isEmpty()) return Optional.empty();
    boolean isLast = work.rounds >= ROUNDS_MAX || !work.isComplete;
    if (!work.refused.isEmpty() && !isLast) {
      if (work.again.equals(Instant.MAX)) work.again = now.plus(PAUSE);
      return Optional.empty();
    }
    works.remove(number);
    return Optional.of(work.isComplete && work.refused.isEmpty());
  }

  /// What was refused, and is to be asked once more.
  List<Step> due(Instant now) {
    var steps = new ArrayList<Step>();
    works.forEach(
        (number, work) -> {
          if (work.again.isAfter(now)) return;
          work.again = Instant.MAX;
          work.rounds++;
          work.left.addAll(work.refused);
          work.refused.clear();
          steps.add(step(number, work, AT_ONCE));
        });
    return steps;
  }

  Instant deadline() {
    var first = Instant.MAX;
    for (var work : works.values()) if (work.again.isBefore(first)) first = work.again;
    return first;
  }
}
