// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.guidance;

import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.answer.CostTable;
import dev.tocsin.alto.wire.request.CostQuery;
import dev.tocsin.alto.wire.request.CostTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Answers queries about costs from the matrices of one network map.
public final class CostSearch {

  /// A place in the map that is unknown: no cost is known from there or to there.
  public static final int NOWHERE = -1;

  private final CostOffer offer;
  private final Map<String, CostMatrix> byMetric;

  /// @param byMetric numerical costs for every metric that is offered
  public CostSearch(CostOffer offer, Map<String, CostMatrix> byMetric) {
    this.offer = offer;
    this.byMetric = Map.copyOf(byMetric);
    for (var type : offer.types()) {
      if (!byMetric.containsKey(type.metric())) {
        throw new IllegalArgumentException("no costs for " + type.metric());
      }
    }
  }

  /// @param srcs numbers of PIDs, one for each row of the answer; {@link #NOWHERE} where there is
  ///   none
  /// @param dsts the same for the columns
  /// @throws dev.tocsin.alto.wire.AltoRefusedException if the query asks for what is not offered
  public CostTable search(CostQuery query, int[] srcs, int[] dsts) {
    OfferCheck.check(query, offer);
    var layers = layers(query.types(), srcs, dsts);
    var tested = query.testable().isEmpty() ? layers : layers(query.testable().get(), srcs, dsts);
    var told = new boolean[srcs.length * dsts.length];
    for (int pair = 0; pair < told.length; pair++) {
      told[pair] = isKnown(layers, pair) && isMet(query.anyOf(), tested, pair);
    }
    return new CostTable(query.types(), dsts.length, layers, told);
  }

  private double[][] layers(List<CostType> types, int[] srcs, int[] dsts) {
    return types.stream().map(type -> layer(type, srcs, dsts)).toArray(double[][]::new);
  }

  private double[] layer(CostType type, int[] srcs, int[] dsts) {
    var matrix = byMetric.get(type.metric());
    if (matrix == null) throw new IllegalStateException("no costs for " + type.metric());
    var costs = new double[srcs.length * dsts.length];
    int pair = 0;
    for (int src : srcs) {
      for (int dst : dsts) {
        costs[pair++] = src == NOWHERE || dst == NOWHERE ? Double.NaN : matrix.cost(src, dst);
      }
    }
    return type.isOrdinal() ? Ranks.of(costs) : costs;
  }

  // RFC 8189 §4.1.3: a pair stays as long as one of its costs is known.
  private static boolean isKnown(double[][] layers, int pair) {
    return Arrays.stream(layers).anyMatch(layer -> !Double.isNaN(layer[pair]));
  }

  private static boolean isMet(List<List<CostTest>> anyOf, double[][] tested, int pair) {
    if (anyOf.isEmpty()) return true;
    for (var group : anyOf) {
      if (group.stream().allMatch(test -> test.isMetBy(tested[test.index()][pair]))) return true;
    }
    return false;
  }
}
