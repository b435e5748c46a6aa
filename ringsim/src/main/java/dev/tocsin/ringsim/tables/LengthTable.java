// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.tables;

import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.ringsim.RingRun;
import java.util.Map;

/// Path length by ring size: Chord as its authors describe it, with as many fingers and neighbours
/// as the ring needs, beside their ½ log₂ N.
public final class LengthTable {

  /// Means of a static simulation of the same rules, by the number of peers.
  public static final Map<Integer, Double> STATIC =
      Map.of(16, 2.09, 64, 3.15, 256, 4.17, 1024, 5.15, 4096, 6.04, 16_384, 6.99, 65_536, 7.90);

  private LengthTable() {}

  /// @param settings whose fingers and neighbours do not matter
  public static HopTable.Row row(int peers, HopTable.Settings settings, RingRun.Progress progress) {
    int log = 31 - Integer.numberOfLeadingZeros(peers);
    var chord = ChordParameters.DRAFT.withFingers(log).withNeighbours(log);
    return HopTable.row(
        peers,
        new HopTable.Settings(chord, settings.rings(), settings.lookups(), settings.seed()),
        progress);
  }
}
