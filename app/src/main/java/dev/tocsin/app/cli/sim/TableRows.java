// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.sim;

import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.ringsim.RingRun;
import dev.tocsin.ringsim.tables.FailureTable;
import dev.tocsin.ringsim.tables.HopTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rows of the tables of settled rings, and of rings of which a part has just died.
final class TableRows {

  private static final int FAILURE_PEERS = 1000;
  private static final double[] SHARES = {0.05, 0.1, 0.2, 0.3, 0.5};

  /// @param name for people
  private record Kind(String name, ChordParameters chord) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("8 fingers, 3+3", ChordParameters.DRAFT),
          new Kind("16 fingers, 3+3", ChordParameters.RFC),
          new Kind("16 fingers, 10+10", ChordParameters.RFC.withNeighbours(10)),
          new Kind("8 fingers, 3+3, turning back", ChordParameters.DRAFT.turning()));

  /// How much of it.
  ///
  /// @param rings each with a seed of its own
  /// @param lookups in each ring
  record Scale(int peersMax, int rings, int lookups, long seed) {}

  private final Scale scale;
  private final RingRun.Progress progress;

  TableRows(Scale scale, RingRun.Progress progress) {
    this.scale = scale;
    this.progress = progress;
  }

  List<Map<String, Object>> hops() {
    var rows = new ArrayList<Map<String, Object>>();
    for (int peers = 16; peers <= scale.peersMax(); peers *= 4) {
      for (var kind : KINDS.subList(0, 2)) {
        var settings =
            new HopTable.Settings(kind.chord(), scale.rings(), scale.lookups(), scale.seed());
        var row = HopTable.row(peers, settings, progress);
        var named = new LinkedHashMap<String, Object>();
        named.put("peers", peers);
        named.put("tables", kind.name());
        named.put("mean", rounded(row.means().mean()));
        named.put("p50", (int) row.hops().quantile(0.5));
        named.put("p99", (int) row.hops().quantile(0.99));
        named.put("max", (int) row.hops().max());
        named.put("failed_percent", rounded(row.failed()));
        rows.add(named);
      }
    }
    return rows;
  }

  List<Map<String, Object>> failures() {
    var rows = new ArrayList<Map<String, Object>>();
    int done = 0;
    for (double share : SHARES) {
      progress.at("shares that die", ++done, SHARES.length);
      for (var kind : KINDS) {
        var settings =
            new FailureTable.Settings(
                FAILURE_PEERS, kind.chord(), scale.rings(), scale.lookups(), scale.seed());
        var row = FailureTable.row(settings, share);
        var named = new LinkedHashMap<String, Object>();
        named.put("dead", share);
        named.put("tables", kind.name());
        named.put("failed_percent", rounded(row.failed().mean()));
        named.put("failed_95", rounded(row.failed().confidence95()));
        named.put("hops", rounded(row.hops().mean()));
        named.put("hops_95", rounded(row.hops().confidence95()));
        named.put("timeouts", rounded(row.timeouts().mean()));
        named.put("timeouts_95", rounded(row.timeouts().confidence95()));
        named.put("lost_percent", rounded(row.lost().mean()));
        named.put("lost_95", rounded(row.lost().confidence95()));
        rows.add(named);
      }
    }
    return rows;
  }

  static double rounded(double value) {
    return Double.isNaN(value) ? value : Math.round(value * 100) / 100.0;
  }
}
