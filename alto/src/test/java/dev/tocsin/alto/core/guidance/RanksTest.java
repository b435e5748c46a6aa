// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.guidance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RanksTest {

  private static final int MANY = 70_000;

  @Test
  void areThePlacesAmongDistinctCostsHoweverManyThereAre() {
    // given few costs and many, whole and broken, small and large
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    for (int size : new int[] {0, 1, 50, MANY}) {
      for (double step : new double[] {1, 0.25, 1_000}) {
        var costs = new double[size];
        for (int i = 0; i < size; i++) {
          costs[i] = random.nextInt(10) == 0 ? Double.NaN : random.nextInt(500) * step;
        }

        // when
        var ranks = Ranks.of(costs, false);
        var reversed = Ranks.of(costs, true);

        // then
        var distinct = new TreeSet<Double>();
        for (double cost : costs) if (!Double.isNaN(cost)) distinct.add(cost);
        var sorted = distinct.stream().toList();
        for (int i = 0; i < size; i++) {
          int place = sorted.indexOf(costs[i]);
          Double first = place < 0 ? Double.NaN : place + 1;
          Double last = place < 0 ? Double.NaN : sorted.size() - place;
          var where = "seed %d, %d costs by %s".formatted(seed, size, step);
          assertThat((Double) ranks[i]).as(where).isEqualTo(first);
          assertThat((Double) reversed[i]).as(where).isEqualTo(last);
        }
      }
    }
  }
}
