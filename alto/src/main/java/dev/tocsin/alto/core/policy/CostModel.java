// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.topology.PathTable;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/// Costs between groups. The way between two groups is the best between any two of their nodes: a
/// network with several exits is as far away as its nearest.
final class CostModel {

  private static final int SIGNIFICANT_DIGITS = 6;
  // Beyond it 10^n is no exact number, and no cost is that small.
  private static final int DECIMALS_MAX = 15;

  private final List<Layout.Group> groups;
  private final int[][] nodes;
  private final int[] destinations;
  private final PathTable paths;

  CostModel(List<Layout.Group> groups, PathTable paths) {
    this.groups = groups;
    this.nodes =
        groups.stream()
            .map(group -> group.nodes().stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    this.destinations = Arrays.stream(nodes).flatMapToInt(Arrays::stream).distinct().toArray();
    this.paths = paths;
  }

  CostMatrix costs(CostPlan plan) {
    var matrix = new CostMatrix.Builder(groups.size());
    for (int src = 0; src < groups.size(); src++) {
      var ways = plan.weights().needsTopology() ? ways(plan.weights(), src) : new double[0];
      for (int dst = 0; dst < groups.size(); dst++) {
        var cost = cost(plan, ways, src, dst);
        if (cost.isPresent()) matrix.set(src, dst, told(plan, src, dst, cost.getAsDouble()));
      }
    }
    return matrix.build();
  }

  /// How far it is to each node from the nearest node of a group; infinite where there is no way.
  private double[] ways(CostPlan.Weights weights, int src) {
    var ways = new double[paths.nodes()];
    Arrays.fill(ways, Double.POSITIVE_INFINITY);
    for (int from : nodes[src]) {
      var best = paths.from(from);
      for (int to : destinations) {
        if (!best.reaches(to)) continue;
        double way = weights.igp() * best.metric(to) + weights.hops() * best.hops(to);
        if (way < ways[to]) ways[to] = way;
      }
    }
    return ways;
  }

  /// @param ways from the source to each node
  private OptionalDouble cost(CostPlan plan, double[] ways, int src, int dst) {
    var weights = plan.weights();
    double cost = weights.preference() * preference(plan, src, dst);
    if (src != dst) {
      cost += weights.asPath() * (groups.get(src).pathLength() + groups.get(dst).pathLength());
    }
    if (!weights.needsTopology()) return OptionalDouble.of(cost);
    double way = src == dst && nodes[src].length > 0 ? 0 : way(ways, dst);
    if (!Double.isInfinite(way)) return OptionalDouble.of(cost + way);
    return src == dst ? OptionalDouble.of(cost) : plan.disclosure().rest();
  }

  private double way(double[] ways, int dst) {
    double best = Double.POSITIVE_INFINITY;
    for (int to : nodes[dst]) best = Math.min(best, ways[to]);
    return best;
  }

  private double preference(CostPlan plan, int src, int dst) {
    for (var each : plan.preferences()) {
      if (each.holds(groups.get(src).name(), groups.get(dst).name())) return each.value();
    }
    return 0;
  }

  private double told(CostPlan plan, int src, int dst, double cost) {
    var disclosure = plan.disclosure();
    double told = cost;
    if (disclosure.noise() > 0) {
      told *=
          1
              + disclosure.noise()
                  * noise(disclosure.seed(), groups.get(src).name(), groups.get(dst).name());
    }
    if (disclosure.step() > 0) told = Math.round(told / disclosure.step()) * disclosure.step();
    else told = significant(told);
    return Math.max(0, told);
  }

  /// Means of paths and mixtures have fifteen digits, of which nobody needs more than the first
  /// ones, and which make a map twice as long.
  private static double significant(double cost) {
    if (cost == Math.rint(cost)) return cost;
    int decimals = SIGNIFICANT_DIGITS - 1 - (int) Math.floor(Math.log10(Math.abs(cost)));
    if (decimals <= 0 || decimals > DECIMALS_MAX) return cost;
    double scale = Math.pow(10, decimals);
    return Math.round(cost * scale) / scale;
  }

  /// From -1 to 1, the same for the same pair.
  private static double noise(long seed, String src, String dst) {
    long mixed = mix(mix(seed ^ src.hashCode()) + 31L * dst.hashCode());
    return (mixed >> 11) * 0x1p-52;
  }

  private static long mix(long value) {
    long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }
}
