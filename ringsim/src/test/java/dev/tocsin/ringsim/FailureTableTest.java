// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.ringsim.tables.FailureTable;
import org.junit.jupiter.api.Test;

/// A fifth of a thousand peers dies at once; the bounds are those of a static simulation of the
/// same rules, and some for the few rings.
class FailureTableTest {

  private static FailureTable.Row row(ChordParameters chord) {
    return FailureTable.row(new FailureTable.Settings(1000, chord, 3, 500, 1), 0.2);
  }

  @Test
  void someLookUpsFailWhereThreeNeighboursInARowMayDie() {
    var row = row(ChordParameters.DRAFT);

    assertThat(row.failed().mean()).isBetween(1.0, 6.0);
    assertThat(row.hops().mean()).isBetween(6.0, 6.7);
    assertThat(row.timeouts().mean()).isBetween(1.5, 2.6);
    assertThat(row.lost().mean()).isBetween(0.3, 2.5);
  }

  @Test
  void fewerFailIfMessagesThatCamePastTheirPlaceGoBack() {
    assertThat(row(ChordParameters.DRAFT.turning()).failed().mean()).isLessThan(0.5);
  }

  @Test
  void noneFailsWithTenNeighboursOnEachSide() {
    assertThat(row(ChordParameters.RFC.withNeighbours(10)).failed().max()).isZero();
  }
}
