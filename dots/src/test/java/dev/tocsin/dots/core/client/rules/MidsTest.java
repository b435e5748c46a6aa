// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientChange.PutNextMid;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// RFC 9132 §4.4.1.1.
class MidsTest {

  private final ArrayList<ClientChange> changes = new ArrayList<>();

  @Test
  void handsOutAscendingNumbers() {
    var mids = new Mids(0);

    assertThat(mids.take(2, changes)).containsExactly(1L, 2L);
    assertThat(mids.take(1, changes)).containsExactly(3L);
  }

  @Test
  void reservesAheadSoThatACrashRepeatsNone() {
    var mids = new Mids(0);
    for (int each = 0; each < 1000; each++) {
      long used = mids.take(1, changes).getFirst();
      long kept = ((PutNextMid) changes.getLast()).mid();
      assertThat(kept).isGreaterThan(used);
    }

    assertThat(changes.size()).isLessThan(10);
    long kept = ((PutNextMid) changes.getLast()).mid();
    assertThat(new Mids(kept).take(1, changes).getFirst()).isGreaterThan(1000);
  }

  @Test
  void rollsOverAtThreeQuartersOfItsRange() {
    var mids = new Mids(Mids.ROLLOVER - 1);
    assertThat(mids.mustRollOver()).isFalse();

    mids.take(1, changes);
    assertThat(mids.mustRollOver()).isTrue();

    mids.rollOver();
    assertThat(mids.take(1, changes)).containsExactly(0L);
  }
}
