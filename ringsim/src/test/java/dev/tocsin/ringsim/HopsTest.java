// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.core.chord.ChordParameters;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hop counts of settled rings, beside those that a static simulation of the same rules gave.
class HopsTest {

  @ParameterizedTest
  @CsvSource({"16,2.21,2.21,10", "64,3.52,3.53,10", "256,4.62,4.66,10", "1024,5.74,5.67,3"})
  void areThoseOfTheRules(int peers, double draft, double rfc, int percent) {
    assertThat(mean(peers, ChordParameters.DRAFT))
        .isCloseTo(draft, Percentage.withPercentage(percent));
    assertThat(mean(peers, ChordParameters.RFC)).isCloseTo(rfc, Percentage.withPercentage(percent));
  }

  private static double mean(int peers, ChordParameters parameters) {
    double sum = 0;
    for (long seed = 1; seed <= 5; seed++) {
      var run =
          new RingRun(
              RingSettings.settled(peers, 1000).with(parameters), seed, RingRun.Progress.NONE);
      assertThat(run.form()).isTrue();
      var result = run.measure();
      assertThat(result.lookups().failed()).isZero();
      sum += result.hops().mean();
    }
    return sum / 5;
  }
}
