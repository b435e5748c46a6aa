// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.topology;

import java.util.Arrays;

/// The best ways from one node to all others: the least sum of metrics, among equal ones the fewest
/// hops. Immutable.
public final class ShortestPaths {

  private final int source;
  private final double[] metrics;
  private final int[] hops;

  private ShortestPaths(int source, double[] metrics, int[] hops) {
    this.source = source;
    this.metrics = metrics;
    this.hops = hops;
  }

  public static ShortestPaths from(Topology topology, int source) {
    int size = topology.nodes().size();
    var metrics = new double[size];
    var hops = new int[size];
    Arrays.fill(metrics, Double.POSITIVE_INFINITY);
    Arrays.fill(hops, Integer.MAX_VALUE);
    metrics[source] = 0;
    hops[source] = 0;
    var paths = new ShortestPaths(source, metrics, hops);
    var reached = new Reached(metrics, hops);
    reached.closer(source);
    paths.goOn(topology.adjacency(), reached);
    return paths;
  }

  /// Goes on from what was reached until no link makes any way better.
  private void goOn(Adjacency links, Reached reached) {
    while (!reached.isEmpty()) goOn(links, reached, reached.poll());
  }

  private void goOn(Adjacency links, Reached reached, int here) {
    int end = links.end(here);
    for (int link = links.begin(here); link < end; link++) {
      int to = links.to(link);
      double metric = metrics[here] + links.metric(link);
      int count = hops[here] + links.hops(to);
      if (metric > metrics[to] || metric == metrics[to] && count >= hops[to]) continue;
      metrics[to] = metric;
      hops[to] = count;
      reached.closer(to);
    }
  }

  /// The best ways after these changes.
  ///
  /// @param before the network before them
  /// @param now the same nodes, with the links of now
  ShortestPaths after(LinkChanges changes, Topology before, Topology now) {
    if (outlast(changes, before.adjacency())) return this;
    // Whatever was not reached over a link that is gone is as near as before at least.
    var lost = lost(changes, before.adjacency());
    var paths = new ShortestPaths(source, metrics.clone(), hops.clone());
    for (int node = 0; node < lost.length; node++) {
      if (lost[node]) paths.forget(node);
    }
    var reached = new Reached(paths.metrics, paths.hops);
    var links = now.adjacency();
    for (int node = 0; node < lost.length; node++) {
      if (paths.reaches(node)) paths.goOn(links, reached, node);
    }
    paths.goOn(links, reached);
    return paths;
  }

  private void forget(int node) {
    metrics[node] = Double.POSITIVE_INFINITY;
    hops[node] = Integer.MAX_VALUE;
  }

  /// Whether no best way is lost, and nothing that is new leads anywhere on a better one.
  private boolean outlast(LinkChanges changes, Adjacency links) {
    return changes.gone().stream().noneMatch(each -> compare(each, links) == 0)
        && changes.come().stream().allMatch(each -> compare(each, links) >= 0);
  }

  /// @return below 0 if the way over this link is better than what is known, 0 if it is as good
  private int compare(LinkChanges.Change each, Adjacency links) {
    return compare(each.from(), each.link().to(), each.link().metric(), links);
  }

  private int compare(int from, int to, double metric, Adjacency links) {
    if (!reaches(from)) return 1;
    int byMetric = Double.compare(metrics[from] + metric, metrics[to]);
    return byMetric != 0 ? byMetric : Integer.compare(hops[from] + links.hops(to), hops[to]);
  }

  /// Nodes of which some best way led over a link that is gone.
  private boolean[] lost(LinkChanges changes, Adjacency links) {
    var lost = new boolean[metrics.length];
    // Links that take nothing may lead back to where all ways begin.
    lost[source] = true;
    var open = new int[metrics.length];
    int count = 0;
    for (var each : changes.gone()) {
      int to = each.link().to();
      if (!lost[to] && compare(each, links) == 0) {
        lost[to] = true;
        open[count++] = to;
      }
    }
    while (count > 0) {
      int here = open[--count];
      for (int link = links.begin(here); link < links.end(here); link++) {
        int to = links.to(link);
        if (lost[to] || compare(here, to, links.metric(link), links) != 0) continue;
        lost[to] = true;
        open[count++] = to;
      }
    }
    lost[source] = false;
    return lost;
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
