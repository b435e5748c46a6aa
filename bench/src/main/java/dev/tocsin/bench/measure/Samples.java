// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// The values of every figure and server, one for each start.
///
/// @param <S> the servers, of which one is ours
public final class Samples<S> {

  private final Map<Figure, Map<S, List<Double>>> values = new LinkedHashMap<>();
  private final S ours;

  public Samples(S ours) {
    this.ours = ours;
  }

  public void add(S server, Figure figure, double value) {
    values
        .computeIfAbsent(figure, _ -> new LinkedHashMap<>())
        .computeIfAbsent(server, _ -> new ArrayList<>())
        .add(value);
  }

  public List<Figure> figures() {
    return List.copyOf(values.keySet());
  }

  public List<Double> of(S server, Figure figure) {
    return List.copyOf(values.getOrDefault(figure, Map.of()).getOrDefault(server, List.of()));
  }

  public OptionalDouble median(S server, Figure figure) {
    var sorted = of(server, figure).stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) return OptionalDouble.empty();
    int middle = sorted.length / 2;
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }

  /// The distance between the smallest and the largest value, as a part of the median.
  public OptionalDouble spread(S server, Figure figure) {
    var all = of(server, figure).stream().mapToDouble(Double::doubleValue).summaryStatistics();
    var median = median(server, figure);
    if (median.isEmpty() || median.getAsDouble() == 0) return OptionalDouble.empty();
    return OptionalDouble.of((all.getMax() - all.getMin()) / Math.abs(median.getAsDouble()));
  }

  /// Our median.
  public OptionalDouble own(Figure figure) {
    return median(ours, figure);
  }

  /// Our median divided by a peer's.
  public OptionalDouble ratio(Figure figure, S peer) {
    var own = median(ours, figure);
    var theirs = median(peer, figure);
    return own.isEmpty() || theirs.isEmpty() || theirs.getAsDouble() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(own.getAsDouble() / theirs.getAsDouble());
  }
}
