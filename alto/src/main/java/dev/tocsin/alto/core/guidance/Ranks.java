// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.guidance;

import java.util.Arrays;

/// Ordinal costs (RFC 7285 §6.1.2.2): only the order of the values that are told counts, and no
/// more than this order is told.
final class Ranks {

  private Ranks() {}

  /// Replaces every cost by its place among all of them, from 1; equal costs have equal places.
  /// Unknown ones stay unknown.
  static double[] of(double[] costs) {
    var sorted =
        Arrays.stream(costs).filter(cost -> !Double.isNaN(cost)).sorted().distinct().toArray();
    var ranks = new double[costs.length];
    for (int i = 0; i < costs.length; i++) {
      ranks[i] = Double.isNaN(costs[i]) ? Double.NaN : Arrays.binarySearch(sorted, costs[i]) + 1;
    }
    return ranks;
  }
}
