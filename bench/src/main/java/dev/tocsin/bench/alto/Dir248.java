// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.base.net.Prefix;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// The plainest fast longest match for IPv4 (Gupta, Lin, McKeown, 1998): a table by the first 24
/// bits, and one of 256 entries for each of these that holds longer prefixes.
final class Dir248 {

  private static final int LONG = 0x8000;
  private static final int BLOCK = 0x7FFF;

  private final short[] first = new short[1 << 24];
  private short[] second = new short[1 << 16];
  private int used;

  /// @param prefixes of which the one at index i stands for the value i % values
  Dir248(List<Prefix> prefixes, int values) {
    var order = new Integer[prefixes.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> prefixes.get(a).length() - prefixes.get(b).length());
    for (int i : order) add(prefixes.get(i), (short) (i % values + 1));
  }

  private void add(Prefix prefix, short value) {
    int address = ByteBuffer.wrap(prefix.address().getAddress()).getInt();
    int bits = prefix.length();
    if (bits <= 24) {
      int from = address >>> 8;
      Arrays.fill(first, from, from + (1 << 24 - bits), value);
      return;
    }
    int block = block(address >>> 8);
    int from = block << 8 | address & 0xFF;
    Arrays.fill(second, from, from + (1 << 32 - bits), value);
  }

  private int block(int at) {
    if ((first[at] & LONG) != 0) return first[at] & BLOCK;
    int block = used++;
    if (block << 8 == second.length) second = Arrays.copyOf(second, 2 * second.length);
    Arrays.fill(second, block << 8, block + 1 << 8, first[at]);
    first[at] = (short) (block | LONG);
    return block;
  }

  int find(int address) {
    int value = first[address >>> 8];
    return (value & LONG) == 0 ? value : second[(value & BLOCK) << 8 | address & 0xFF];
  }

  long bytes() {
    return 2L * (first.length + second.length);
  }
}
