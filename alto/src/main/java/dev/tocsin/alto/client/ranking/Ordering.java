// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.ranking;

import dev.tocsin.alto.client.ranking.Ranking.Ranked;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.Registries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/// Puts candidates in the order of their costs.
final class Ordering {

  private Ordering() {}

  /// What is known of one candidate.
  record Known(OptionalDouble cost, Optional<String> pid) {}

  /// In the order that was given: nobody knows better.
  static List<Ranked> given(List<Candidate> candidates) {
    var order = new ArrayList<Ranked>(candidates.size());
    for (var each : candidates) {
      order.add(new Ranked(order.size() + 1, each, OptionalDouble.empty(), Optional.empty()));
    }
    return order;
  }

  /// The sort is stable: equals stay in the order that was given.
  static List<Ranked> of(
      List<Candidate> candidates, CostType type, Function<Candidate, Known> known) {
    record Each(Candidate candidate, Known known) {}
    int sign = isMoreBetter(type) ? -1 : 1;
    var sorted =
        candidates.stream()
            .map(each -> new Each(each, known.apply(each)))
            .sorted(
                Comparator.comparingDouble(
                    each -> {
                      var cost = each.known().cost();
                      return cost.isEmpty() ? Double.POSITIVE_INFINITY : sign * cost.getAsDouble();
                    }))
            .toList();
    var order = new ArrayList<Ranked>(sorted.size());
    for (var each : sorted) {
      var cost = each.known().cost();
      boolean isEqual = !order.isEmpty() && order.getLast().cost().equals(cost);
      int place = isEqual ? order.getLast().place() : order.size() + 1;
      order.add(new Ranked(place, each.candidate(), cost, each.known().pid()));
    }
    return order;
  }

  // RFC 7285 §6.1.2.2: an ordinal cost is a place, whatever it is a place in.
  private static boolean isMoreBetter(CostType type) {
    return !type.isOrdinal() && Registries.isMoreBetter(type.metric());
  }
}
