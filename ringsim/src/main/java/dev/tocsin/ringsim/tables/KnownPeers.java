// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.tables;

import dev.tocsin.reload.core.chord.Chord;
import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.ringsim.RingRun;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// What the peers of a settled ring knew before some of them died.
final class KnownPeers {

  private final Id[] sorted;
  private final ChordParameters parameters;
  private final Map<Id, List<Id>> tables = new HashMap<>();

  KnownPeers(Id[] sorted, ChordParameters parameters) {
    this.sorted = Arrays.copyOf(sorted, sorted.length);
    this.parameters = parameters;
  }

  private List<Id> of(Id peer) {
    return tables.computeIfAbsent(
        peer,
        id ->
            Chord.settled(id, sorted, parameters, new SplittableRandom(1), Instant.EPOCH).table());
  }

  /// Dead peers on a whole way that are nearer to the place than the one that was taken.
  int timeouts(RingRun.Way way, Set<Id> alive) {
    int count = 0;
    for (int i = 0; i + 1 < way.peers().size(); i++) {
      count += timeouts(way.peers().get(i), way.peers().get(i + 1), way.place(), alive);
    }
    return count;
  }

  /// The same on one hop.
  int timeouts(Id here, Id taken, Id wanted, Set<Id> alive) {
    var next = taken.minus(here);
    var place = wanted.minus(here);
    boolean isBeyond = next.compareTo(place) > 0;
    int count = 0;
    for (var entry : of(here)) {
      var distance = entry.minus(here);
      boolean isBetter =
          isBeyond
              ? distance.compareTo(next) < 0
              : distance.compareTo(next) > 0 && distance.compareTo(place) <= 0;
      if (isBetter && !alive.contains(entry)) count++;
    }
    return count;
  }

  /// Peers that a peer knows from a place on, ahead of another one.
  int between(Id here, Id place, Id end) {
    var reach = end.minus(place);
    int count = 0;
    for (var entry : of(here)) if (entry.minus(place).compareTo(reach) < 0) count++;
    return count;
  }
}
