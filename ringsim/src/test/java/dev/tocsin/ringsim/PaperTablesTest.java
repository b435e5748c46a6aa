// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.ringsim.tables.ChurnTable;
import dev.tocsin.ringsim.tables.CrashTable;
import dev.tocsin.ringsim.tables.HopTable;
import dev.tocsin.ringsim.tables.LengthTable;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/// Our rings beside what the Chord paper printed.
class PaperTablesTest {

  @Test
  void waysAreAsLongAsInTheRingsOfThePaper() {
    for (int i : new int[] {2, 5}) {
      var printed = CrashTable.PAPER.get(i);

      var row = CrashTable.row(printed, 4, 1000, 1);

      assertThat(row.path().mean())
          .as("path with %.1f failed", printed.share())
          .isCloseTo(printed.path().mean(), Percentage.withPercentage(3));
      assertThat(row.timeouts().mean())
          .isBetween(0.8 * printed.timeouts().mean(), 1.2 * printed.timeouts().mean());
      assertThat(row.failed()).isZero();
    }
  }

  @Test
  void waysGrowAsHalfTheLogarithm() {
    var settings = new HopTable.Settings(ChordParameters.DRAFT, 3, 1000, 1);

    var row = LengthTable.row(1024, settings, RingRun.Progress.NONE);

    assertThat(row.means().mean())
        .isCloseTo(LengthTable.STATIC.get(1024), Percentage.withPercentage(3));
  }

  @Test
  void fewLookUpsFailWhilePeersComeAndGo() {
    var settings = new ChurnTable.Settings(200, 1, 250, 1);

    var row = ChurnTable.row(ChurnTable.PAPER.get(3), settings, RingRun.Progress.NONE);

    assertThat(row.failed()).isLessThan(100);
    assertThat(row.path().count()).isGreaterThan(245);
    assertThat(row.timeouts().mean()).isBetween(0.01, 1.0);
  }
}
