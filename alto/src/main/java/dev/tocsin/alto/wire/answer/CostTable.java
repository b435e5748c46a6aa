// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.answer;

import dev.tocsin.alto.wire.CostType;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// Costs as an answer tells them: rows are sources, columns destinations, one layer for each type.
/// A pair that does not meet the conditions, or of which nothing is known, is not told.
public final class CostTable {

  private final List<CostType> types;
  private final int columns;
  private final double[][] layers;
  private final boolean[] told;
  private final SortedMap<Integer, CalendarLayer> calendars;

  /// @param layers by type, rows one after the other; NaN where a cost is not known
  /// @param told by pair, in the same order
  public CostTable(List<CostType> types, int columns, double[][] layers, boolean[] told) {
    this(types, columns, layers, told, Map.of());
  }

  /// @param calendars by index of the type: those types whose costs are told over time; their layer
  ///   holds the costs of the moment, where these are known
  public CostTable(
      List<CostType> types,
      int columns,
      double[][] layers,
      boolean[] told,
      Map<Integer, CalendarLayer> calendars) {
    this.types = List.copyOf(types);
    this.calendars = Collections.unmodifiableSortedMap(new TreeMap<>(calendars));
    this.columns = columns;
    this.layers = Arrays.stream(layers).map(double[]::clone).toArray(double[][]::new);
    this.told = told.clone();
    if (layers.length != types.size()) throw new IllegalArgumentException("a layer for each type");
    for (var layer : layers) {
      if (layer.length != told.length) throw new IllegalArgumentException("a cost for each pair");
    }
  }

  public List<CostType> types() {
    return types;
  }

  public boolean isTold(int row, int column) {
    return told[row * columns + column];
  }

  /// @param layer index of the type
  /// @return NaN if it is not known
  public double cost(int layer, int row, int column) {
    return layers[layer][row * columns + column];
  }

  /// Those that are told, by index of their type.
  public SortedMap<Integer, CalendarLayer> calendars() {
    return calendars;
  }

  /// Costs of one pair, interval after interval; NaN where one is not known.
  ///
  /// @param layer index of a type with a calendar
  public double[] costs(int layer, int row, int column) {
    var calendar = calendars.get(layer);
    if (calendar == null) throw new IllegalArgumentException("no calendar of type " + layer);
    var costs = new double[calendar.attributes().intervals()];
    int pair = row * columns + column;
    for (int i = 0; i < costs.length; i++) costs[i] = calendar.cost(i, pair);
    return costs;
  }

  /// The same with the costs of this moment, where there are calendars.
  public CostTable at(Instant now) {
    if (calendars.isEmpty()) return this;
    var current = layers.clone();
    calendars.forEach((layer, calendar) -> current[layer] = calendar.at(now));
    return new CostTable(types, columns, current, told, calendars);
  }

  /// What is not told makes no difference.
  @Override
  public boolean equals(Object other) {
    return other instanceof CostTable table
        && types.equals(table.types)
        && columns == table.columns
        && Arrays.equals(told, table.told)
        && calendars.equals(table.calendars)
        && hasSameCosts(table);
  }

  private boolean hasSameCosts(CostTable other) {
    for (int layer = 0; layer < layers.length; layer++) {
      for (int pair = 0; pair < told.length; pair++) {
        if (told[pair] && Double.compare(layers[layer][pair], other.layers[layer][pair]) != 0) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Objects.hash(types, columns, Arrays.hashCode(told));
  }
}
