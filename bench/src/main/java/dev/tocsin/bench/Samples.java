// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.bench.peer.Contender;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// The values of every figure and server, one for each start.
final class Samples {

  private final Map<Figure, Map<Contender, List<Double>>> values = new LinkedHashMap<>();

  void add(Contender server, Figure figure, double value) {
    values
        .computeIfAbsent(figure, _ -> new EnumMap<>(Contender.class))
        .computeIfAbsent(server, _ -> new ArrayList<>())
        .add(value);
  }

  List<Figure> figures() {
    return List.copyOf(values.keySet());
  }

  List<Double> of(Contender server, Figure figure) {
    return List.copyOf(values.getOrDefault(figure, Map.of()).getOrDefault(server, List.of()));
  }

  OptionalDouble median(Contender server, Figure figure) {
    var sorted = of(server, figure).stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) return OptionalDouble.empty();
    int middle = sorted.length / 2;
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }

  /// The distance between the smallest and the largest value, as a part of the median.
  OptionalDouble spread(Contender server, Figure figure) {
    var all = of(server, figure).stream().mapToDouble(Double::doubleValue).summaryStatistics();
    var median = median(server, figure);
    if (median.isEmpty() || median.getAsDouble() == 0) return OptionalDouble.empty();
    return OptionalDouble.of((all.getMax() - all.getMin()) / Math.abs(median.getAsDouble()));
  }

  /// Our median divided by a peer's.
  OptionalDouble ratio(Figure figure, Contender peer) {
    var ours = median(Contender.TOCSIN, figure);
    var theirs = median(peer, figure);
    return ours.isEmpty() || theirs.isEmpty() || theirs.getAsDouble() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(ours.getAsDouble() / theirs.getAsDouble());
  }
}
