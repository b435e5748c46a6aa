// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.tables;

import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.ringsim.Figures;
import dev.tocsin.ringsim.RingRun;
import dev.tocsin.ringsim.RingSettings;

/// Hops of look-ups on settled rings.
public final class HopTable {

  /// @param rings each with a seed of its own
  /// @param lookups in each ring
  public record Settings(ChordParameters chord, int rings, int lookups, long seed) {}

  /// Rings of one size.
  ///
  /// @param means of each ring
  /// @param hops of all look-ups
  /// @param failed per cent of these
  public record Row(int peers, Figures means, Figures hops, double failed) {}

  private HopTable() {}

  public static Row row(int peers, Settings settings, RingRun.Progress progress) {
    var means = new Figures();
    var hops = new Figures();
    int failed = 0;
    for (int i = 0; i < settings.rings(); i++) {
      var ring = RingSettings.settled(peers, settings.lookups()).with(settings.chord());
      var run = new RingRun(ring, settings.seed() + i, progress);
      run.form();
      var result = run.measure();
      means.add(result.hops().mean());
      hops.addAll(result.hops());
      failed += result.lookups().failed();
    }
    double all = (double) settings.rings() * settings.lookups();
    return new Row(peers, means, hops, 100 * failed / all);
  }
}
