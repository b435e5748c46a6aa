// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import java.util.Arrays;

/// Numbers of which one wants to know the middle and the ends.
public final class Figures {

  private static final int START = 1024;

  private double[] values = new double[START];
  private int count;
  private double sum;
  private boolean isSorted = true;

  public void add(double value) {
    if (count == values.length) values = Arrays.copyOf(values, 2 * count);
    values[count++] = value;
    sum += value;
    isSorted = false;
  }

  public void addAll(Figures others) {
    for (int i = 0; i < others.count; i++) add(others.values[i]);
  }

  /// Of the mean, if the values are independent of each other: 1.96 standard errors.
  ///
  /// @return NaN if there are less than two
  public double confidence95() {
    double squares = 0;
    for (int i = 0; i < count; i++) squares += (values[i] - mean()) * (values[i] - mean());
    return 1.96 * Math.sqrt(squares / (count - 1) / count);
  }

  public int count() {
    return count;
  }

  /// @return NaN if there is none
  public double mean() {
    return sum / count;
  }

  public double max() {
    return quantile(1);
  }

  /// The value below which this share lies.
  ///
  /// @param share 0 to 1
  /// @return NaN if there is none
  public double quantile(double share) {
    if (count == 0) return Double.NaN;
    if (!isSorted) {
      Arrays.sort(values, 0, count);
      isSorted = true;
    }
    int index = (int) Math.ceil(share * count) - 1;
    return values[Math.clamp(index, 0, count - 1)];
  }

  /// How many are at least `from` and below `to`.
  public int between(double from, double to) {
    int found = 0;
    for (int i = 0; i < count; i++) if (values[i] >= from && values[i] < to) found++;
    return found;
  }
}
