// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.topology.ShortestPaths;
import dev.tocsin.alto.core.topology.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Costs between groups. The way between two groups is the best between any two of their nodes: a
/// network with several exits is as far away as its nearest.
final class CostModel {

  // Further nodes of a group are not looked at: those where most of its prefixes are reached come
  // first, and who has more is everywhere.
  private static final int NODES_MAX = 16;

  private final List<String> names;
  private final List<Grouping.Group> groups;
  private final List<int[]> nodes = new ArrayList<>();
  private final Topology topology;
  private final Map<Integer, ShortestPaths> paths = new HashMap<>();

  CostModel(Map<String, Grouping.Group> groups, Topology topology) {
    this.names = List.copyOf(groups.keySet());
    this.groups = List.copyOf(groups.values());
    this.topology = topology;
    for (var group : this.groups) {
      nodes.add(
          group.nodes.entrySet().stream()
              .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
              .limit(NODES_MAX)
              .mapToInt(Map.Entry::getKey)
              .toArray());
    }
  }

  CostMatrix costs(CostPlan plan) {
    var matrix = new CostMatrix.Builder(names.size());
    for (int src = 0; src < names.size(); src++) {
      for (int dst = 0; dst < names.size(); dst++) {
        var cost = cost(plan, src, dst);
        if (cost.isPresent()) matrix.set(src, dst, told(plan, src, dst, cost.getAsDouble()));
      }
    }
    return matrix.build();
  }

  private OptionalDouble cost(CostPlan plan, int src, int dst) {
    var weights = plan.weights();
    double cost = weights.preference() * preference(plan, src, dst);
    if (src != dst) {
      cost += weights.asPath() * (groups.get(src).pathLength() + groups.get(dst).pathLength());
    }
    if (!weights.needsTopology()) return OptionalDouble.of(cost);
    double way = src == dst && nodes.get(src).length > 0 ? 0 : way(weights, src, dst);
    if (!Double.isInfinite(way)) return OptionalDouble.of(cost + way);
    return src == dst ? OptionalDouble.of(cost) : plan.disclosure().rest();
  }

  private double way(CostPlan.Weights weights, int src, int dst) {
    double best = Double.POSITIVE_INFINITY;
    for (int from : nodes.get(src)) {
      var ways = paths.computeIfAbsent(from, node -> ShortestPaths.from(topology, node));
      for (int to : nodes.get(dst)) {
        if (!ways.reaches(to)) continue;
        best = Math.min(best, weights.igp() * ways.metric(to) + weights.hops() * ways.hops(to));
      }
    }
    return best;
  }

  private double preference(CostPlan plan, int src, int dst) {
    for (var each : plan.preferences()) {
      if (each.holds(names.get(src), names.get(dst))) return each.value();
    }
    return 0;
  }

  private double told(CostPlan plan, int src, int dst, double cost) {
    var disclosure = plan.disclosure();
    double told = cost;
    if (disclosure.noise() > 0) {
      told *= 1 + disclosure.noise() * noise(disclosure.seed(), names.get(src), names.get(dst));
    }
    if (disclosure.step() > 0) told = Math.round(told / disclosure.step()) * disclosure.step();
    return Math.max(0, told);
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
