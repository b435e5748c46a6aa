// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.topology;

import java.util.List;

/// The links of a network in a row, those of one node behind those of another: a search looks at
/// thousands of them in a few microseconds. Immutable.
final class Adjacency {

  private final int[] begins;
  private final int[] targets;
  private final double[] metrics;
  private final int[] hops;

  /// @param links by node
  Adjacency(List<Topology.Node> nodes, List<List<Topology.Link>> links) {
    this.begins = new int[links.size() + 1];
    this.hops = nodes.stream().mapToInt(node -> node.isRouter() ? 1 : 0).toArray();
    int count = links.stream().mapToInt(List::size).sum();
    this.targets = new int[count];
    this.metrics = new double[count];
    int at = 0;
    for (int node = 0; node < links.size(); node++) {
      begins[node] = at;
      for (var link : links.get(node)) {
        targets[at] = link.to();
        metrics[at++] = link.metric();
      }
    }
    begins[links.size()] = at;
  }

  /// The first link of a node.
  int begin(int node) {
    return begins[node];
  }

  /// The first link that is another node's.
  int end(int node) {
    return begins[node + 1];
  }

  int to(int link) {
    return targets[link];
  }

  double metric(int link) {
    return metrics[link];
  }

  /// How many hops it is to go to the node: one to a router, none to what routers share.
  int hops(int node) {
    return hops[node];
  }
}
