// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.answer;

import java.time.Instant;
import java.util.Arrays;

/// Costs of one type over time, in the order of a {@link CostTable}'s pairs. Immutable.
public final class CalendarLayer {

  private final CalendarAttributes attributes;
  private final double[][] intervals;

  /// @param intervals one after the other, costs of all pairs in each; NaN where one is not known
  public CalendarLayer(CalendarAttributes attributes, double[][] intervals) {
    this.attributes = attributes;
    this.intervals = Arrays.stream(intervals).map(double[]::clone).toArray(double[][]::new);
    if (intervals.length != attributes.intervals()) {
      throw new IllegalArgumentException(
          "%d intervals of %d".formatted(intervals.length, attributes.intervals()));
    }
  }

  public CalendarAttributes attributes() {
    return attributes;
  }

  double cost(int interval, int pair) {
    return intervals[interval][pair];
  }

  /// The costs of all pairs at the moment.
  double[] at(Instant now) {
    return intervals[attributes.indexOf(now)];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CalendarLayer layer
        && attributes.equals(layer.attributes)
        && Arrays.deepEquals(intervals, layer.intervals);
  }

  @Override
  public int hashCode() {
    return attributes.hashCode();
  }
}
