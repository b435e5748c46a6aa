// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShortestPathsTest {

  private static final int NETWORKS = 300;

  @Test
  void areThoseOfASearchThatTriesEveryLinkAgainAndAgain() {
    // given
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    for (int round = 0; round < NETWORKS; round++) {
      var topology = topology(random);

      // when
      var paths = ShortestPaths.from(topology, 0);

      // then
      var expected = naive(topology);
      for (int node = 0; node < expected.length; node++) {
        var where = "seed %d, round %d, node %d".formatted(seed, round, node);
        assertThat(paths.metric(node)).as(where).isEqualTo(expected[node][0]);
        if (paths.reaches(node)) {
          assertThat((double) paths.hops(node)).as(where).isEqualTo(expected[node][1]);
        }
      }
    }
  }

  private static Topology topology(Random random) {
    var topology = new Topology.Builder();
    int nodes = 1 + random.nextInt(20);
    for (int i = 0; i < nodes; i++) topology.node("n" + i, random.nextInt(4) > 0, Map.of());
    for (int i = random.nextInt(4 * nodes); i > 0; i--) {
      // Few values, zero among them, so that many ways are equally good.
      topology.link("n" + random.nextInt(nodes), "n" + random.nextInt(nodes), random.nextInt(4));
    }
    return topology.build();
  }

  /// Metric and hops of every node.
  private static double[][] naive(Topology topology) {
    var best = new double[topology.nodes().size()][2];
    for (var each : best) Arrays.fill(each, Double.POSITIVE_INFINITY);
    best[0] = new double[] {0, 0};
    for (boolean changes = true; changes; ) {
      changes = false;
      for (int from = 0; from < best.length; from++) {
        for (var link : topology.links(from)) {
          int hop = topology.nodes().get(link.to()).isRouter() ? 1 : 0;
          double[] way = {best[from][0] + link.metric(), best[from][1] + hop};
          if (Arrays.compare(way, best[link.to()]) >= 0) continue;
          best[link.to()] = way;
          changes = true;
        }
      }
    }
    return best;
  }
}
