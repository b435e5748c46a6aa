// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.net.PrefixLookup;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Tables of today's size, and addresses to look up in them.
final class LookupTables {

  /// So many that no cache of a processor remembers the answers.
  static final int ADDRESSES = 1 << 20;

  static final int VALUES = 1_000;

  private static final int IPV4_PREFIXES = 1_170_000;
  private static final int IPV6_PREFIXES = 280_000;

  private LookupTables() {}

  static List<Prefix> ipv4() {
    return RandomTable.ipv4(IPV4_PREFIXES, 1);
  }

  static List<Prefix> ipv6() {
    return RandomTable.ipv6(IPV6_PREFIXES, 3);
  }

  /// Over the whole space, so that no cache helps more than the table's size lets it.
  static int[] ipv4Addresses() {
    return new SplittableRandom(2).ints(ADDRESSES).toArray();
  }

  /// The first halves of addresses within prefixes of the table: most of the space is empty, and
  /// says nothing.
  static long[] ipv6Addresses() {
    var prefixes = ipv6();
    var random = new SplittableRandom(4);
    var highs = new long[ADDRESSES];
    for (int i = 0; i < ADDRESSES; i++) {
      var prefix = prefixes.get(random.nextInt(prefixes.size()));
      highs[i] = first(prefix) | random.nextLong() & -1L >>> prefix.length();
    }
    return highs;
  }

  static List<PrefixLookup.Entry> entries(List<Prefix> prefixes) {
    var entries = new ArrayList<PrefixLookup.Entry>(prefixes.size());
    for (int i = 0; i < prefixes.size(); i++) {
      entries.add(new PrefixLookup.Entry(prefixes.get(i), i % VALUES));
    }
    return entries;
  }

  /// Where the longest match changes, and to what: by the first 64 bits of an address, in an order
  /// that knows no signs.
  static TreeMap<Long, Integer> tree(List<Prefix> prefixes) {
    var order = new ArrayList<Integer>();
    for (int i = 0; i < prefixes.size(); i++) order.add(i);
    order.sort((a, b) -> prefixes.get(a).length() - prefixes.get(b).length());
    var tree = new TreeMap<Long, Integer>();
    tree.put(Long.MIN_VALUE, PrefixLookup.NONE);
    for (int i : order) {
      long from = first(prefixes.get(i)) ^ Long.MIN_VALUE;
      long end = from + (1L << 64 - prefixes.get(i).length());
      // Shorter ones came before: what stands there goes on behind the end.
      int around = tree.floorEntry(from).getValue();
      tree.putIfAbsent(end, around);
      tree.put(from, i % VALUES);
    }
    return tree;
  }

  static int find(TreeMap<Long, Integer> tree, long high) {
    return tree.floorEntry(high ^ Long.MIN_VALUE).getValue();
  }

  private static long first(Prefix prefix) {
    var bytes = ByteBuffer.wrap(prefix.addressBytes());
    return prefix.isIpv4() ? (long) bytes.getInt() << 32 : bytes.getLong();
  }
}
