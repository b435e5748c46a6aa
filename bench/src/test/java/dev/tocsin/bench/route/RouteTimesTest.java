// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class RouteTimesTest {

  @Test
  void giveTheValueThatSuchAPartOfAllDoesNotExceed() {
    var times = new RouteTimes();
    for (int i = 100; i >= 1; i--) times.add(i * 1000L, (i - 10) * 1000L, i);

    assertThat(times.requests()).isEqualTo(100);
    assertThat(times.sinceRequest(0.5)).isEqualTo(50);
    assertThat(times.sinceRequest(0.99)).isEqualTo(99);
    assertThat(times.sinceAnswer(0.05)).isEqualTo(-5);
    assertThat(times.doubt(1)).isEqualTo(0.1);
  }

  @Test
  void doNotClaimWhatWasNotMeasured() {
    assertThatIllegalStateException().isThrownBy(() -> new RouteTimes().sinceRequest(0.5));
  }
}
