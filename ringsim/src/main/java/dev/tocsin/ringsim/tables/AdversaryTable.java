// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.tables;

import dev.tocsin.reload.core.node.Node;
import dev.tocsin.ringsim.KeyPool;
import dev.tocsin.ringsim.RingRun.Progress;
import dev.tocsin.ringsim.hostile.HostileResult;
import dev.tocsin.ringsim.hostile.HostileResult.Fetches;
import dev.tocsin.ringsim.hostile.HostileRun;
import dev.tocsin.ringsim.hostile.HostileSettings;
import dev.tocsin.ringsim.hostile.Misdeed;
import dev.tocsin.ringsim.plot.Bars;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Look-ups in signed rings of which a part is bad: by the share of bad peers, which do all sorts
/// of bad things, and by what they do if all do the same.
public final class AdversaryTable {

  private static final double[] SHARES = {0, 0.05, 0.1, 0.2};
  private static final double SAME = 0.2;

  private AdversaryTable() {}

  /// @param rings each with a seed of its own
  /// @param lookups in each ring
  public record Settings(int peers, int rings, int lookups, long seed, KeyPool keys) {}

  /// Rings of one sort.
  ///
  /// @param name of what bad peers do
  /// @param usurped what good peers let in that nobody may store
  /// @param tried requests of bad peers to store or remove at others' places
  /// @param most that any good peer held at a time
  public record Row(
      double share, String name, Found found, int usurped, int tried, Node.Held most) {

    public Fetches single() {
      return found.single;
    }

    public Fetches parallel() {
      return found.parallel;
    }
  }

  /// @param single look-ups with one FETCH
  /// @param parallel with several at once
  public record Found(Fetches single, Fetches parallel) {}

  public static List<Row> rows(Settings settings, Progress progress) {
    var rows = new ArrayList<Row>();
    var all = List.of(Misdeed.values());
    for (double share : SHARES) rows.add(row(settings, share, "all", all, progress));
    for (var misdeed : all) {
      var name = misdeed.name().toLowerCase(Locale.ROOT);
      rows.add(row(settings, SAME, name, List.of(misdeed), progress));
    }
    return rows;
  }

  private static Row row(
      Settings settings, double share, String name, List<Misdeed> misdeeds, Progress progress) {
    var results = new ArrayList<HostileResult>();
    for (int i = 0; i < settings.rings(); i++) {
      var ring =
          new HostileSettings(
              settings.peers(),
              share,
              misdeeds,
              settings.lookups(),
              settings.seed() + i,
              settings.keys());
      results.add(new HostileRun(ring, progress).run());
    }
    var sum = results.stream().reduce(HostileResult::plus).orElseThrow();
    var found = new Found(sum.single(), sum.parallel());
    return new Row(share, name, found, sum.kept().all(), sum.tried(), sum.most());
  }

  /// Success by the share of bad peers.
  public static Bars picture(List<Row> rows) {
    var labels = new ArrayList<String>();
    var values = new ArrayList<Double>();
    for (var row : rows) {
      if (!row.name().equals("all")) continue;
      var share = String.format(Locale.ROOT, "%.0f %%", 100 * row.share());
      labels.add(share + ", one");
      values.add(row.single().success());
      labels.add(share + ", eight");
      values.add(row.parallel().success());
    }
    return new Bars(
        "Look-ups that found the newest note",
        "share of bad peers; one FETCH, and eight around the place",
        labels,
        values);
  }
}
