// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import java.util.Arrays;
import java.util.List;

/// Prefixes of one family by address, the wider first, as plain numbers: a million objects would be
/// sorted three times as slowly.
final class SortedPrefixes {

  // A key of IPv4: address, six bits of length, and which entry it is.
  private static final int INDEX_BITS = 26;
  private static final int LENGTH_SHIFT = INDEX_BITS;
  private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;
  private static final int LENGTH_MASK = 0x3F;

  private final long[] highs;
  private final long[] lows;
  private final byte[] lengths;
  private final int[] values;

  private SortedPrefixes(int size) {
    highs = new long[size];
    lows = new long[size];
    lengths = new byte[size];
    values = new int[size];
  }

  /// @throws IllegalArgumentException if a prefix stands twice
  static SortedPrefixes ipv4(List<PrefixLookup.Entry> entries) {
    if (entries.size() > INDEX_MASK) throw new IllegalArgumentException("too many prefixes");
    var keys = new long[entries.size()];
    for (int i = 0; i < keys.length; i++) {
      var prefix = entries.get(i).prefix();
      long key = prefix.high() | (long) prefix.length() << LENGTH_SHIFT | i;
      // Sorting is by signed numbers.
      keys[i] = key ^ Long.MIN_VALUE;
    }
    Arrays.parallelSort(keys);
    var sorted = new SortedPrefixes(keys.length);
    for (int i = 0; i < keys.length; i++) {
      long key = keys[i] ^ Long.MIN_VALUE;
      sorted.highs[i] = key & 0xFFFF_FFFF_0000_0000L;
      sorted.lengths[i] = (byte) (key >>> LENGTH_SHIFT & LENGTH_MASK);
      sorted.values[i] = entries.get((int) (key & INDEX_MASK)).value();
    }
    for (int i = 1; i < keys.length; i++) {
      boolean isSame = keys[i] >>> LENGTH_SHIFT == keys[i - 1] >>> LENGTH_SHIFT;
      if (isSame) throw twice(entries.get((int) (keys[i] & INDEX_MASK)).prefix());
    }
    return sorted;
  }

  /// @throws IllegalArgumentException if a prefix stands twice
  static SortedPrefixes ipv6(List<PrefixLookup.Entry> entries) {
    var order = entries.toArray(PrefixLookup.Entry[]::new);
    Arrays.parallelSort(order);
    var sorted = new SortedPrefixes(order.length);
    for (int i = 0; i < order.length; i++) {
      var prefix = order[i].prefix();
      if (i > 0 && prefix.equals(order[i - 1].prefix())) throw twice(prefix);
      sorted.highs[i] = prefix.high();
      sorted.lows[i] = prefix.low();
      sorted.lengths[i] = (byte) prefix.length();
      sorted.values[i] = order[i].value();
    }
    return sorted;
  }

  private static IllegalArgumentException twice(Prefix prefix) {
    return new IllegalArgumentException(prefix + " stands twice");
  }

  int size() {
    return values.length;
  }

  long high(int index) {
    return highs[index];
  }

  long low(int index) {
    return lows[index];
  }

  int length(int index) {
    return lengths[index] & 0xFF;
  }

  int value(int index) {
    return values[index];
  }

  boolean contains(int outer, int inner) {
    int length = length(outer);
    if (length > length(inner)) return false;
    if (((highs[outer] ^ highs[inner]) & mask(length)) != 0) return false;
    return length <= 64 || ((lows[outer] ^ lows[inner]) & mask(length - 64)) == 0;
  }

  /// So many leading ones.
  private static long mask(int bits) {
    return bits == 0 ? 0 : -1L << 64 - Math.min(bits, 64);
  }
}
