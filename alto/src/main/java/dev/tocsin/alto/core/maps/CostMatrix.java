// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.maps;

import java.util.Arrays;

/// Costs between the PIDs of one network map, by their numbers. Immutable once it is built.
public final class CostMatrix {

  private final int size;
  private final double[] costs;

  private CostMatrix(int size, double[] costs) {
    this.size = size;
    this.costs = costs;
  }

  /// Costs to be filled in; all are unknown at first.
  public static final class Builder {
    private final int size;
    private final double[] costs;

    public Builder(int size) {
      this.size = size;
      this.costs = new double[Math.multiplyExact(size, size)];
      Arrays.fill(costs, Double.NaN);
    }

    /// @param cost finite and not negative
    public Builder set(int src, int dst, double cost) {
      if (!(cost >= 0) || Double.isInfinite(cost)) {
        throw new MapException("expected a cost of at least 0, found " + cost);
      }
      costs[src * size + dst] = cost;
      return this;
    }

    public CostMatrix build() {
      return new CostMatrix(size, costs.clone());
    }
  }

  /// How many PIDs it is about.
  public int size() {
    return size;
  }

  /// @return NaN if it is not known
  public double cost(int src, int dst) {
    return costs[src * size + dst];
  }

  public boolean isKnown(int src, int dst) {
    return !Double.isNaN(cost(src, dst));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CostMatrix matrix
        && size == matrix.size
        && Arrays.equals(costs, matrix.costs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(costs);
  }
}
