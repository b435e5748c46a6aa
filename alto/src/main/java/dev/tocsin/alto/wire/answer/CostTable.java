// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.answer;

import dev.tocsin.alto.wire.CostType;
import java.util.Arrays;
import java.util.List;

/// Costs as an answer tells them: rows are sources, columns destinations, one layer for each type.
/// A pair that does not meet the conditions, or of which nothing is known, is not told.
public final class CostTable {

  private final List<CostType> types;
  private final int columns;
  private final double[][] layers;
  private final boolean[] told;

  /// @param layers by type, rows one after the other; NaN where a cost is not known
  /// @param told by pair, in the same order
  public CostTable(List<CostType> types, int columns, double[][] layers, boolean[] told) {
    this.types = List.copyOf(types);
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

  @Override
  public boolean equals(Object other) {
    return other instanceof CostTable table
        && types.equals(table.types)
        && columns == table.columns
        && Arrays.deepEquals(layers, table.layers)
        && Arrays.equals(told, table.told);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(layers);
  }
}
