// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SteadinessTest {

  @Test
  void waitsUntilNothingGetsFaster() {
    assertThat(rounds(Duration.ofSeconds(4), 10, 20, 30, 40, 41, 41, 41)).isEqualTo(6);
  }

  @Test
  void takesItsLeastTimeAnyway() {
    assertThat(rounds(Duration.ofSeconds(10), 10, 10, 10, 10, 10, 10)).isEqualTo(5);
  }

  @Test
  void endsWithWhatNeverBecomesSteady() {
    assertThat(rounds(Duration.ofSeconds(2), 10, 20, 40, 80, 160, 320)).isEqualTo(4);
  }

  private static int rounds(Duration least, long... inRounds) {
    var steadiness = new Steadiness(least);
    long done = 0;
    int rounds = 0;
    while (!steadiness.isReached(done)) done += inRounds[rounds++];
    return rounds;
  }
}
