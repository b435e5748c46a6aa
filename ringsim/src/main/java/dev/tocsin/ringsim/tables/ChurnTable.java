// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.tables;

import dev.tocsin.ringsim.Figures;
import dev.tocsin.ringsim.RingRun;
import dev.tocsin.ringsim.RingSettings;
import java.time.Duration;
import java.util.List;

/// Table III of the Chord paper: look-ups while peers join and fail, beside those of rings of ours
/// with the same timers. Peers stay for exponentially distributed times, and for each that fails
/// another one joins, at the paper's rates.
public final class ChurnTable {

  // "invokes the stabilization protocol … at intervals uniformly distributed in [15, 45]".
  static final Duration PERIOD = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /// @param rate of joins, and of failures, a second
  /// @param failed look-ups of 10,000
  public record Printed(double rate, double path, double timeouts, double failed) {}

  public static final List<Printed> PAPER =
      List.of(
          new Printed(0.05, 3.90, 0.05, 0),
          new Printed(0.10, 3.83, 0.11, 0),
          new Printed(0.15, 3.84, 0.16, 2),
          new Printed(0.20, 3.81, 0.23, 5),
          new Printed(0.25, 3.83, 0.30, 6),
          new Printed(0.30, 3.91, 0.34, 8),
          new Printed(0.35, 3.94, 0.42, 16),
          new Printed(0.40, 4.06, 0.46, 15));

  /// Each figure of `rings` is one ring's mean.
  ///
  /// @param hops as the draft goes, with the last one
  /// @param path as the paper counts, of all look-ups
  /// @param timeouts of all look-ups
  /// @param failed look-ups of 10,000
  public record Row(
      Printed printed,
      Figures rings,
      Figures hops,
      Figures path,
      Figures timeouts,
      double failed) {}

  private ChurnTable() {}

  /// @param peers at any time
  /// @param rings each with a seed of its own
  /// @param lookups in each ring, one a second
  public record Settings(int peers, int rings, int lookups, long seed) {}

  public static Row row(Printed printed, Settings settings, RingRun.Progress progress) {
    var row = new Row(printed, new Figures(), new Figures(), new Figures(), new Figures(), 0);
    double failed = 0;
    for (int i = 0; i < settings.rings(); i++) {
      failed += ring(row, settings, settings.seed() + i, progress) / settings.rings();
    }
    return new Row(printed, row.rings, row.hops, row.path, row.timeouts, failed);
  }

  private static double ring(Row row, Settings settings, long seed, RingRun.Progress progress) {
    var session = Duration.ofMillis((long) (1000 * settings.peers() / row.printed.rate()));
    var ring =
        RingSettings.settled(settings.peers(), settings.lookups())
            .with(CrashTable.CHORD.periodic().inTurn().withPeriods(PERIOD, PERIOD))
            .with(new RingSettings.Load(settings.lookups(), PAUSE.multipliedBy(settings.lookups())))
            .with(new RingSettings.Churn(session, RingSettings.Churn.Sight.SENDERS));
    var run = new RingRun(ring, seed, progress);
    run.form();
    var path = new Figures();
    run.watch(
        way -> {
          path.add(PaperWay.length(way, run.peers(), CrashTable.SUCCESSORS));
          row.timeouts.add(way.timeouts());
        });
    var result = run.measure();
    row.rings.add(path.mean());
    row.path.addAll(path);
    row.hops.addAll(result.hops());
    return 10_000 * (1 - result.lookups().successes());
  }
}
