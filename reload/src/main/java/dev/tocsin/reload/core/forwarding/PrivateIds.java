// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.forwarding;

import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The lists for which this peer has given out private ids. An id tells nobody anything, and only
/// the neighbour that got it can use it.
final class PrivateIds {

  // as long as a transaction can last, so that its last response finds the way back.
  private static final Duration KEPT = Duration.ofSeconds(64);
  private static final int COUNT_MAX = 16_384;

  private record Key(List<Destination> list, Id next) {}

  private record Given(Key key, Instant until) {}

  private final RandomGenerator random;
  private final Map<Id, Given> given = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Key, Id> ids = new HashMap<>();

  /// @param random cryptographically strong where others must not guess
  PrivateIds(RandomGenerator random) {
    this.random = random;
  }

  /// @param list that the id stands for, in the order in which it is walked
  /// @param next the neighbour that may use the id
  Id idOf(List<Destination> list, Id next, Instant now) {
    var key = new Key(List.copyOf(list), next);
    var id = ids.computeIfAbsent(key, _ -> Id.random(random));
    given.put(id, new Given(key, now.plus(KEPT)));
    forgetOld(now);
    return id;
  }

  /// @return empty if the id was never given to this neighbour, or long ago
  Optional<List<Destination>> listOf(Id id, Id from, Instant now) {
    var entry = given.get(id);
    if (entry == null || !entry.until.isAfter(now) || !entry.key.next.equals(from)) {
      return Optional.empty();
    }
    return Optional.of(entry.key.list);
  }

  // Least lately used first: what is old stands at the beginning.
  private void forgetOld(Instant now) {
    var all = given.values().iterator();
    while (all.hasNext()) {
      var entry = all.next();
      if (entry.until.isAfter(now) && given.size() <= COUNT_MAX) return;
      all.remove();
      ids.remove(entry.key);
    }
  }
}
