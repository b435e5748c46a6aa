// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import java.util.Arrays;

/// The address space of one family, cut where the longest match changes: the addresses from one
/// start to the next have one value. Neighbours differ in value.
final class Intervals {

  private long[] highs;
  private long[] lows;
  private int[] values;
  private int size;

  private Intervals(int capacity) {
    highs = new long[capacity];
    lows = new long[capacity];
    values = new int[capacity];
  }

  /// @param defaultValue of what no prefix covers
  static Intervals of(SortedPrefixes prefixes, int defaultValue) {
    var intervals = new Intervals(2 * prefixes.size() + 1);
    intervals.add(0, 0, defaultValue);
    // The prefixes that contain the current one, the widest first: never more than there are
    // lengths.
    var open = new int[129];
    int depth = 0;
    for (int each = 0; each < prefixes.size(); each++) {
      while (depth > 0 && !prefixes.contains(open[depth - 1], each)) {
        depth--;
        int around = depth > 0 ? prefixes.value(open[depth - 1]) : defaultValue;
        intervals.close(prefixes, open[depth], around);
      }
      intervals.add(prefixes.high(each), prefixes.low(each), prefixes.value(each));
      open[depth++] = each;
    }
    while (depth > 0) {
      depth--;
      int around = depth > 0 ? prefixes.value(open[depth - 1]) : defaultValue;
      intervals.close(prefixes, open[depth], around);
    }
    return intervals;
  }

  /// What follows the last address of the prefix has the value of what contains it.
  private void close(SortedPrefixes prefixes, int index, int value) {
    int length = prefixes.length(index);
    long high = prefixes.high(index);
    long low = prefixes.low(index);
    if (length > 64) {
      low += 1L << (128 - length);
      if (low != 0) {
        add(high, low, value);
        return;
      }
      high++;
      if (high == 0) return;
    } else if (length == 0) {
      return;
    } else {
      high += 1L << (64 - length);
      if (high == 0) return;
    }
    add(high, low, value);
  }

  private void add(long high, long low, int value) {
    if (size > 0 && highs[size - 1] == high && lows[size - 1] == low) {
      // The one that began here has no address of its own.
      size--;
    }
    if (size > 0 && values[size - 1] == value) return;
    if (size == values.length) grow();
    highs[size] = high;
    lows[size] = low;
    values[size++] = value;
  }

  private void grow() {
    int capacity = size + (size >> 1) + 1;
    highs = Arrays.copyOf(highs, capacity);
    lows = Arrays.copyOf(lows, capacity);
    values = Arrays.copyOf(values, capacity);
  }

  int size() {
    return size;
  }

  int value(int index) {
    return values[index];
  }

  /// Whether the interval begins behind the address.
  boolean startsAfter(int index, long high, long low) {
    int byHigh = Long.compareUnsigned(highs[index], high);
    return byHigh > 0 || byHigh == 0 && Long.compareUnsigned(lows[index], low) > 0;
  }
}
