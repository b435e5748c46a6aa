// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.base.net.Prefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;

/// Prefixes as today's tables have them: as many, and as long.
final class RandomTable {

  /// Prefixes of each length in a thousand, from /8 on.
  // As the public tables of 2025 have them, rounded; the rest of the thousand are /24.
  private static final int[] IPV4 = {0, 0, 0, 0, 0, 1, 1, 2, 13, 8, 14, 25, 44, 51, 119, 103};

  private static final int IPV4_FIRST = 8;
  // The same from /20 on; the rest are /48.
  private static final int[] IPV6 = {
    1, 1, 1, 1, 2, 1, 2, 2, 22, 27, 4, 2, 95, 11, 10, 4, 47, 9, 6, 4, 122, 8, 8, 3, 107, 9, 34, 11
  };
  private static final int IPV6_FIRST = 20;

  private RandomTable() {}

  static List<Prefix> ipv4(int count, long seed) {
    var random = new SplittableRandom(seed);
    var found = new HashSet<Prefix>();
    while (found.size() < count) {
      int bits = length(random, IPV4, IPV4_FIRST, 24);
      // 1.0.0.0 to 223.255.255.255: what is routed
      int address = random.nextInt(1 << 24, Integer.MAX_VALUE) + random.nextInt(0x6000_0000);
      int masked = address & -1 << 32 - bits;
      found.add(Prefix.of(ByteBuffer.allocate(4).putInt(masked).array(), bits));
    }
    return new ArrayList<>(found);
  }

  static List<Prefix> ipv6(int count, long seed) {
    var random = new SplittableRandom(seed);
    var found = new HashSet<Prefix>();
    while (found.size() < count) {
      int bits = length(random, IPV6, IPV6_FIRST, 48);
      // 2000::/3; registries hand out few of its first sixteen bits.
      long high = 0x2000L + random.nextInt(0x40) << 48 | random.nextLong(1L << 48);
      long masked = high & -1L << 64 - bits;
      found.add(Prefix.of(ByteBuffer.allocate(16).putLong(masked).putLong(0).array(), bits));
    }
    return new ArrayList<>(found);
  }

  private static int length(SplittableRandom random, int[] ofThousand, int first, int most) {
    int at = random.nextInt(1_000);
    for (int i = 0; i < ofThousand.length; i++) {
      at -= ofThousand[i];
      if (at < 0) return first + i;
    }
    return most;
  }
}
