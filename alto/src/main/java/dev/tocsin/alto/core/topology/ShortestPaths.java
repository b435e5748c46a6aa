// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.topology;

import java.util.Arrays;
import java.util.PriorityQueue;

/// The best ways from one node to all others: the least sum of metrics, among equal ones the fewest
/// hops. Immutable.
public final class ShortestPaths {

  private final double[] metrics;
  private final int[] hops;

  private record Reached(int node, double metric, int hops) implements Comparable<Reached> {
    @Override
    public int compareTo(Reached other) {
      int byMetric = Double.compare(metric, other.metric);
      return byMetric != 0 ? byMetric : Integer.compare(hops, other.hops);
    }
  }

  private ShortestPaths(double[] metrics, int[] hops) {
    this.metrics = metrics;
    this.hops = hops;
  }

  public static ShortestPaths from(Topology topology, int source) {
    int size = topology.nodes().size();
    var metrics = new double[size];
    var hops = new int[size];
    Arrays.fill(metrics, Double.POSITIVE_INFINITY);
    Arrays.fill(hops, Integer.MAX_VALUE);
    var queue = new PriorityQueue<Reached>();
    metrics[source] = 0;
    hops[source] = 0;
    queue.add(new Reached(source, 0, 0));
    while (!queue.isEmpty()) {
      var here = queue.poll();
      if (here.metric() > metrics[here.node()] || here.hops() > hops[here.node()]) continue;
      for (var link : topology.links(here.node())) {
        double metric = here.metric() + link.metric();
        int count = here.hops() + (topology.nodes().get(link.to()).isRouter() ? 1 : 0);
        int known = Double.compare(metric, metrics[link.to()]);
        if (known > 0 || known == 0 && count >= hops[link.to()]) continue;
        metrics[link.to()] = metric;
        hops[link.to()] = count;
        queue.add(new Reached(link.to(), metric, count));
      }
    }
    return new ShortestPaths(metrics, hops);
  }

  public boolean reaches(int node) {
    return metrics[node] != Double.POSITIVE_INFINITY;
  }

  /// @return infinite if there is no way
  public double metric(int node) {
    return metrics[node];
  }

  /// Routers after the first on the way there.
  ///
  /// @throws IllegalArgumentException if there is no way
  public int hops(int node) {
    if (!reaches(node)) throw new IllegalArgumentException("node " + node + " is not reached");
    return hops[node];
  }
}
