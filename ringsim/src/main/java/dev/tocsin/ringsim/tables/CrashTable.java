// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.tables;

import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.ringsim.Figures;
import dev.tocsin.ringsim.RingRun;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Table II of the Chord paper (Stoica and others, IEEE/ACM Transactions on Networking 2003): path
/// lengths and timeouts after a share of 1,000 peers failed at once, beside those of rings of ours
/// with as many successors.
public final class CrashTable {

  public static final int PEERS = 1000;
  static final int SUCCESSORS = 20;
  static final ChordParameters CHORD = ChordParameters.RFC.withNeighbours(SUCCESSORS);

  /// What the paper prints: means, and the first and the 99th percentile.
  public record Printed(double share, Spread path, Spread timeouts) {}

  public record Spread(double mean, int low, int high) {}

  public static final List<Printed> PAPER =
      List.of(
          new Printed(0, new Spread(3.84, 2, 5), new Spread(0, 0, 0)),
          new Printed(0.1, new Spread(4.03, 2, 6), new Spread(0.60, 0, 2)),
          new Printed(0.2, new Spread(4.22, 2, 6), new Spread(1.17, 0, 3)),
          new Printed(0.3, new Spread(4.44, 2, 6), new Spread(2.02, 0, 5)),
          new Printed(0.4, new Spread(4.69, 2, 7), new Spread(3.23, 0, 8)),
          new Printed(0.5, new Spread(5.09, 3, 8), new Spread(5.10, 0, 11)));

  /// One share of failed peers; every figure is one look-up's.
  ///
  /// @param hops as the draft goes, with the last one
  /// @param path as the paper counts
  /// @param timeouts on that path
  /// @param failed look-ups, in all
  public record Row(Printed printed, Figures hops, Figures path, Figures timeouts, int failed) {}

  private CrashTable() {}

  /// @param rings each with a seed of its own
  /// @param lookups in each ring
  public static Row row(Printed printed, int rings, int lookups, long seed) {
    var hops = new Figures();
    var path = new Figures();
    var timeouts = new Figures();
    int failed = 0;
    for (int i = 0; i < rings; i++) {
      var settings = new FailureTable.Settings(PEERS, CHORD, rings, lookups, seed);
      var run = FailureTable.run(settings, seed + i);
      var before = run.peers();
      run.kill(printed.share());
      var alive = new HashSet<>(run.peers());
      var known = new KnownPeers(before.toArray(new Id[0]), CHORD);
      var ways = run.askAtOnce(lookups);
      failed += lookups - ways.size();
      for (var way : ways) {
        hops.add(way.peers().size() - 1);
        int knowing = PaperWay.knowing(way, before, SUCCESSORS);
        path.add(PaperWay.length(way, before, SUCCESSORS));
        timeouts.add(timeouts(way, knowing, known, alive));
      }
    }
    return new Row(printed, hops, path, timeouts, failed);
  }

  private static int timeouts(RingRun.Way way, int knowing, KnownPeers known, Set<Id> alive) {
    if (way.peers().size() == 1) return 0;
    var peers = way.peers();
    int count = 0;
    for (int i = 0; i < knowing; i++) {
      count += known.timeouts(peers.get(i), peers.get(i + 1), way.place(), alive);
    }
    // Its list has those that would be responsible if they lived before the one that is.
    return count + known.between(peers.get(knowing), way.place(), peers.getLast());
  }
}
