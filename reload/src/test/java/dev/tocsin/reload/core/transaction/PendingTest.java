// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PendingTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Pending<String> pending =
      new Pending<>(Retransmission.DRAFT, new SplittableRandom(1));

  @Test
  void sendsElevenTimesAndGivesUpAfter32Seconds() {
    // R-44, RFC 3261 §17.1.2.1.
    pending.begin(7, "ask", NOW);
    var again = new ArrayList<Double>();
    var over = new ArrayList<Double>();
    while (!pending.deadline().equals(Instant.MAX)) {
      var at = pending.deadline();
      for (var due : pending.due(at)) {
        (due.isOver() ? over : again).add(Duration.between(NOW, at).toMillis() / 1000.0);
        assertThat(due.transaction()).isEqualTo(7);
      }
    }

    assertThat(again).containsExactly(0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5);
    assertThat(over).isEqualTo(List.of(32.0));
    assertThat(pending.size()).isZero();
  }

  @Test
  void sendsNoMoreOnceItHasTheResponse() {
    pending.begin(7, "ask", NOW);

    assertThat(pending.end(7)).contains("ask");

    assertThat(pending.deadline()).isEqualTo(Instant.MAX);
    assertThat(pending.end(7)).isEmpty();
    assertThat(pending.due(NOW.plusSeconds(60))).isEmpty();
  }

  @Test
  void givesNoTransactionTwice() {
    // FH-7.
    var seen = new HashSet<Long>();
    for (int i = 0; i < 100_000; i++) assertThat(seen.add(pending.newTransaction())).isTrue();
  }
}
