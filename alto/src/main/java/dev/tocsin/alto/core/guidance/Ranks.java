// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.guidance;

import java.util.Arrays;
import java.util.function.DoubleToIntFunction;

/// Ordinal costs (RFC 7285 §6.1.2.2): only the order of the values that are told counts, and no
/// more than this order is told.
final class Ranks {

  // Whole costs below it are counted, which takes a tenth of the time that sorting takes.
  private static final int COUNTED_MAX = 1 << 16;

  private Ranks() {}

  /// The places of all costs, from 0 for the least.
  private record Order(int places, DoubleToIntFunction place) {}

  /// Replaces every cost by its place among all of them, from 1; equal costs have equal places.
  /// Unknown ones stay unknown.
  ///
  /// @param isMoreBetter whether the largest cost has the first place
  static double[] of(double[] costs, boolean isMoreBetter) {
    var order = areCounted(costs) ? counted(costs) : sorted(costs);
    var ranks = new double[costs.length];
    for (int i = 0; i < costs.length; i++) {
      if (Double.isNaN(costs[i])) {
        ranks[i] = Double.NaN;
      } else {
        int place = order.place().applyAsInt(costs[i]);
        ranks[i] = isMoreBetter ? order.places() - place : place + 1;
      }
    }
    return ranks;
  }

  private static boolean areCounted(double[] costs) {
    // A small answer is sorted faster than a table is filled.
    if (costs.length < COUNTED_MAX) return false;
    for (double cost : costs) {
      if (!Double.isNaN(cost) && (cost < 0 || cost >= COUNTED_MAX || cost != (int) cost)) {
        return false;
      }
    }
    return true;
  }

  private static Order counted(double[] costs) {
    var isThere = new boolean[COUNTED_MAX];
    for (double cost : costs) {
      if (!Double.isNaN(cost)) isThere[(int) cost] = true;
    }
    var places = new int[COUNTED_MAX];
    int count = 0;
    for (int cost = 0; cost < COUNTED_MAX; cost++) {
      places[cost] = count;
      if (isThere[cost]) count++;
    }
    return new Order(count, cost -> places[(int) cost]);
  }

  private static Order sorted(double[] costs) {
    var distinct = distinct(costs);
    return new Order(distinct.length, cost -> Arrays.binarySearch(distinct, cost));
  }

  private static double[] distinct(double[] costs) {
    var sorted = costs.clone();
    // Those that are not known come last.
    Arrays.sort(sorted);
    int count = 0;
    for (double cost : sorted) {
      if (Double.isNaN(cost)) break;
      if (count == 0 || sorted[count - 1] != cost) sorted[count++] = cost;
    }
    return Arrays.copyOf(sorted, count);
  }
}
