// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.app.demo.Inflow.Sample;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InflowTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void turnsReadingsOfTheKernelIntoMegabitsPerSecond() {
    var inflow = new Inflow();

    inflow.accept("attackers:   1000    3    0    0    0", START);
    inflow.accept("attackers: 626000    9    0    0    0", START.plusMillis(500));
    inflow.accept("attackers: 626000    9    0    0    0", START.plusMillis(1000));

    assertThat(inflow.samples())
        .containsExactly(
            new Sample(START.plusMillis(500), 10), new Sample(START.plusMillis(1000), 0));
  }

  @Test
  void passesOverWhatIsNoReading() {
    var inflow = new Inflow();

    inflow.accept("attackers: 1000 3", START);
    inflow.accept("grep: /proc/net/dev: No such file or directory", START.plusMillis(100));
    inflow.accept("", START.plusMillis(200));
    inflow.accept("attackers: 1000 3", START);
    inflow.accept("attackers: 126000 9", START.plusMillis(1000));

    assertThat(inflow.samples()).containsExactly(new Sample(START.plusMillis(1000), 1));
  }
}
