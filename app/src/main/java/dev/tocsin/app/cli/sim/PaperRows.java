// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.sim;

import static dev.tocsin.app.cli.sim.TableRows.rounded;

import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.ringsim.Figures;
import dev.tocsin.ringsim.RingRun;
import dev.tocsin.ringsim.tables.ChurnTable;
import dev.tocsin.ringsim.tables.CrashTable;
import dev.tocsin.ringsim.tables.HopTable;
import dev.tocsin.ringsim.tables.LengthTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Rows of the Chord paper's tables, ours beside what it printed.
final class PaperRows {

  private static final int CHURN_PEERS = 1000;

  private final TableRows.Scale scale;
  private final RingRun.Progress progress;

  PaperRows(TableRows.Scale scale, RingRun.Progress progress) {
    this.scale = scale;
    this.progress = progress;
  }

  List<Map<String, Object>> lengths() {
    var rows = new ArrayList<Map<String, Object>>();
    for (int peers = 16; peers <= scale.peersMax(); peers *= 4) {
      var settings =
          new HopTable.Settings(
              ChordParameters.DRAFT, scale.rings(), scale.lookups(), scale.seed());
      var row = LengthTable.row(peers, settings, progress);
      var named = new LinkedHashMap<String, Object>();
      named.put("peers", peers);
      named.put("hops", rounded(row.means().mean()));
      named.put("hops_95", rounded(row.means().confidence95()));
      named.put("p1", (int) row.hops().quantile(0.01));
      named.put("p99", (int) row.hops().quantile(0.99));
      named.put("half_log2", rounded(Math.log(peers) / Math.log(2) / 2));
      var found = LengthTable.STATIC.get(peers);
      if (found != null) {
        named.put("static", found);
        named.put("off_percent", rounded(100 * (row.means().mean() / found - 1)));
      }
      rows.add(named);
    }
    return rows;
  }

  List<Map<String, Object>> crashes() {
    var rows = new ArrayList<Map<String, Object>>();
    for (var printed : CrashTable.PAPER) {
      progress.at("shares that fail", rows.size(), CrashTable.PAPER.size());
      var row = CrashTable.row(printed, scale.rings(), scale.lookups(), scale.seed());
      var named = new LinkedHashMap<String, Object>();
      named.put("failed_peers", printed.share());
      named.put("hops", rounded(row.hops().mean()));
      named.put("path", spread(row.path()));
      named.put("paper_path", spread(printed.path()));
      named.put("off_percent", rounded(100 * (row.path().mean() / printed.path().mean() - 1)));
      named.put("timeouts", spread(row.timeouts()));
      named.put("paper_timeouts", spread(printed.timeouts()));
      named.put("failed_lookups", row.failed());
      rows.add(named);
    }
    return rows;
  }

  private static String spread(Figures figures) {
    return spread(
        new CrashTable.Spread(
            figures.mean(), (int) figures.quantile(0.01), (int) figures.quantile(0.99)));
  }

  // As the paper prints it.
  private static String spread(CrashTable.Spread spread) {
    return String.format(Locale.ROOT, "%.2f (%d, %d)", spread.mean(), spread.low(), spread.high());
  }

  List<Map<String, Object>> churn() {
    var rows = new ArrayList<Map<String, Object>>();
    for (var printed : ChurnTable.PAPER) {
      var settings =
          new ChurnTable.Settings(CHURN_PEERS, scale.rings(), scale.lookups(), scale.seed());
      var row = ChurnTable.row(printed, settings, progress);
      var named = new LinkedHashMap<String, Object>();
      named.put("rate", printed.rate());
      named.put("hops", rounded(row.hops().mean()));
      named.put("path", rounded(row.path().mean()));
      named.put("path_95", rounded(row.rings().confidence95()));
      named.put("paper_path", printed.path());
      named.put("off_percent", rounded(100 * (row.path().mean() / printed.path() - 1)));
      named.put("timeouts", rounded(row.timeouts().mean()));
      named.put("paper_timeouts", printed.timeouts());
      named.put("failed_of_10000", rounded(row.failed()));
      named.put("paper_failed", printed.failed());
      rows.add(named);
    }
    return rows;
  }
}
