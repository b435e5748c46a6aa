// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import dev.tocsin.base.net.PortRange;
import java.util.ArrayList;
import java.util.List;

/// All ports that share their leading bits.
record PortBlock(int lowest, int bits) {

  /// The fewest blocks that together are the range: thirty at most.
  static List<PortBlock> of(PortRange range) {
    var blocks = new ArrayList<PortBlock>();
    int next = range.lower();
    while (next <= range.upper()) {
      int size = next == 0 ? 1 << 16 : Integer.lowestOneBit(next);
      while (next + size - 1 > range.upper()) size >>= 1;
      blocks.add(new PortBlock(next, 16 - Integer.numberOfTrailingZeros(size)));
      next += size;
    }
    return blocks;
  }
}
