// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.topology;

import java.util.Arrays;

/// The nodes that a search has reached and not gone on from, the nearest first: a binary heap of
/// numbers, because a map of a thousand PIDs takes a thousand searches.
final class Reached {

  private static final int ABSENT = -1;

  private final double[] metrics;
  private final int[] hops;
  private final int[] heap;
  private final int[] places;
  private int size;

  /// @param metrics of each node, as they are known by now
  /// @param hops the same
  Reached(double[] metrics, int[] hops) {
    this.metrics = metrics;
    this.hops = hops;
    this.heap = new int[metrics.length];
    this.places = new int[metrics.length];
    Arrays.fill(places, ABSENT);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// A node is reached, or nearer than it was.
  void closer(int node) {
    rise(places[node] == ABSENT ? size++ : places[node], node);
  }

  /// Takes the nearest.
  int poll() {
    int nearest = heap[0];
    places[nearest] = ABSENT;
    int last = heap[--size];
    if (size > 0) sink(last);
    return nearest;
  }

  private void rise(int from, int node) {
    int at = from;
    while (at > 0 && isNearer(node, heap[(at - 1) / 2])) {
      put(at, heap[(at - 1) / 2]);
      at = (at - 1) / 2;
    }
    put(at, node);
  }

  private void sink(int node) {
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && isNearer(heap[child + 1], heap[child])) child++;
      if (!isNearer(heap[child], node)) break;
      put(at, heap[child]);
      at = child;
    }
    put(at, node);
  }

  private void put(int at, int node) {
    heap[at] = node;
    places[node] = at;
  }

  private boolean isNearer(int one, int other) {
    int byMetric = Double.compare(metrics[one], metrics[other]);
    return byMetric < 0 || byMetric == 0 && hops[one] < hops[other];
  }
}
