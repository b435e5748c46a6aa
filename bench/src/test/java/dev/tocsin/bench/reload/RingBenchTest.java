// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RingBenchTest {

  @Test
  void measuresARingInWhichEverythingIsFound() {
    var figures = RingBench.run(new RingBench.Size(500, Duration.ofMinutes(1)));

    assertThat(figures).containsEntry("peers", 500).containsEntry("lookups_failed", 0);
    assertThat((Long) figures.get("peer_seconds_per_second")).isPositive();
    // A peer has links, tables and timers: some kilobytes.
    assertThat((Long) figures.get("bytes_per_peer")).isBetween(2_000L, 100_000L);
  }
}
