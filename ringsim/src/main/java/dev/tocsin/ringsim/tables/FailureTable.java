// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.tables;

import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.ringsim.Figures;
import dev.tocsin.ringsim.RingRun;
import dev.tocsin.ringsim.RingSettings;
import dev.tocsin.sim.Conditions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// What look-ups meet right after a share of all peers died at once, before anything is repaired.
public final class FailureTable {

  private static final Duration DELAY = Duration.ofMillis(1);

  /// @param rings each with a seed of its own
  /// @param lookups in each ring
  public record Settings(int peers, ChordParameters chord, int rings, int lookups, long seed) {}

  /// One share of dead peers; every figure is one ring's.
  ///
  /// @param failed per cent of look-ups
  /// @param hops mean of those that did not fail
  /// @param timeouts mean of those: dead peers that would have been asked first
  /// @param lost per cent of places whose owner and its copies are all dead
  public record Row(double share, Figures failed, Figures hops, Figures timeouts, Figures lost) {}

  private FailureTable() {}

  public static Row row(Settings settings, double share) {
    var row = new Row(share, new Figures(), new Figures(), new Figures(), new Figures());
    for (int i = 0; i < settings.rings(); i++) ring(settings, settings.seed() + i, row);
    return row;
  }

  private static void ring(Settings settings, long seed, Row row) {
    var run = run(settings, seed);
    var before = run.peers().toArray(new Id[0]);
    run.kill(row.share());
    var alive = new HashSet<>(run.peers());
    var ways = run.askAtOnce(settings.lookups());
    row.failed().add(100.0 * (settings.lookups() - ways.size()) / settings.lookups());
    row.hops().add(ways.stream().mapToInt(way -> way.peers().size() - 1).average().orElse(0));
    var known = new KnownPeers(before, settings.chord());
    row.timeouts()
        .add(ways.stream().mapToInt(way -> known.timeouts(way, alive)).average().orElse(0));
    row.lost().add(100 * lost(before, alive, settings.chord().copies()));
  }

  /// A ring in which nothing is repaired before long.
  static RingRun run(Settings settings, long seed) {
    // Neighbours are told of changes with the next update only: nothing is repaired meanwhile.
    var ring =
        RingSettings.settled(settings.peers(), settings.lookups())
            .with(settings.chord().periodic())
            .with(new Conditions(0, 0, 0, DELAY));
    var run = new RingRun(ring, seed, RingRun.Progress.NONE);
    run.form();
    return run;
  }

  // Places are spread evenly: a part of the ring weighs as much as it is long.
  private static double lost(Id[] sorted, Set<Id> alive, int copies) {
    double lost = 0;
    for (int i = 0; i < sorted.length; i++) {
      boolean isLost = true;
      for (int copy = 0; copy <= copies; copy++) {
        isLost &= !alive.contains(sorted[(i + copy) % sorted.length]);
      }
      var before = sorted[Math.floorMod(i - 1, sorted.length)];
      if (isLost) lost += Math.scalb((double) (sorted[i].minus(before).high() >>> 1), -63);
    }
    return lost;
  }
}
