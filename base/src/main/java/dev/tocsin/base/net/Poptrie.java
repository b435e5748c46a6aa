// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import java.util.Arrays;

/// A multiway trie that counts bits instead of keeping pointers (Asai and Ohara, "Poptrie", SIGCOMM
/// 2015): the first bits of an address index a table, every further step takes six of them. A node
/// says in 64 bits which of its children are nodes, and in 64 more where a leaf differs from the
/// one before it; children and leaves of a node lie side by side.
///
/// What most addresses meet, a node without children, stands in the table itself: it is two loads
/// to the leaf, and for IPv4 all of it stays in a processor's cache.
final class Poptrie {

  private static final int STRIDE = 6;
  private static final int FANOUT = 1 << STRIDE;
  // A slot of the table: where runs of equal leaves begin; and the place before the first of these
  // leaves, or, below zero, the complement of a node's number.
  private static final int SLOT_LONGS = 2;
  // A node: which children are nodes; where runs of equal leaves begin; first leaf and first child.
  private static final int NODE_LONGS = 3;

  private final int directBits;
  private final long[] slots;
  private final long[] nodes;
  private final char[] leaves;

  private Poptrie(int directBits, long[] slots, long[] nodes, char[] leaves) {
    this.directBits = directBits;
    this.slots = slots;
    this.nodes = nodes;
    this.leaves = leaves;
  }

  /// @param widthBits of an address; it fills 128 bits from the top
  static Poptrie of(Intervals intervals, int directBits, int widthBits) {
    return new Builder(intervals, directBits, widthBits).build();
  }

  int find(long high, long low) {
    int at = (int) (high >>> (64 - directBits)) * SLOT_LONGS;
    long base = slots[at + 1];
    if (base < 0) return findBelow((int) ~base, high, low);
    // Shifts take the last six bits of a distance: this one leaves the bits up to the chunk's.
    int chunk = (int) ((high << directBits) >>> (64 - STRIDE));
    return leaves[(int) base + Long.bitCount(slots[at] << ~chunk)];
  }

  private int findBelow(int node, long high, long low) {
    int offset = directBits;
    while (true) {
      int at = node * NODE_LONGS;
      int chunk = chunk(high, low, offset);
      long upTo = (2L << chunk) - 1;
      long children = nodes[at];
      long bases = nodes[at + 2];
      if ((children >>> chunk & 1) == 0) {
        return leaves[(int) (bases >>> 32) + Long.bitCount(nodes[at + 1] & upTo) - 1];
      }
      node = (int) bases + Long.bitCount(children & upTo) - 1;
      offset += STRIDE;
    }
  }

  /// Six bits at this distance from the top; zeros behind the end.
  private static int chunk(long high, long low, int offset) {
    if (offset <= 64 - STRIDE) return (int) ((high << offset) >>> (64 - STRIDE));
    if (offset < 64) {
      int fromLow = offset + STRIDE - 64;
      return (int) ((high << fromLow | low >>> (64 - fromLow)) & (FANOUT - 1));
    }
    return (int) ((low << (offset - 64)) >>> (64 - STRIDE));
  }

  long bytes() {
    return 8L * slots.length + 8L * nodes.length + 2L * leaves.length;
  }

  /// Walks the intervals once, from the lowest address to the highest.
  private static final class Builder {
    private final Intervals intervals;
    private final int directBits;
    private final int widthBits;
    private final long[] slots;
    private long[] nodes = new long[NODE_LONGS << 10];
    private int nodeCount;
    private char[] leaves = new char[1 << 12];
    // What no slot means: the place before the first leaf is never below zero.
    private int leafCount = 1;
    // The interval that holds the address under work.
    private int current;

    Builder(Intervals intervals, int directBits, int widthBits) {
      this.intervals = intervals;
      this.directBits = directBits;
      this.widthBits = widthBits;
      this.slots = new long[SLOT_LONGS << directBits];
    }

    Poptrie build() {
      for (int slot = 0; slot < 1 << directBits; slot++) fillSlot(slot);
      return new Poptrie(
          directBits,
          slots,
          Arrays.copyOf(nodes, nodeCount * NODE_LONGS),
          Arrays.copyOf(leaves, leafCount));
    }

    private void fillSlot(int slot) {
      long start = (long) slot << (64 - directBits);
      int at = slot * SLOT_LONGS;
      moveTo(start, 0);
      if (isUniform(start, 0, directBits)) {
        int value = intervals.value(current);
        // Much of the space is alike, and one leaf is enough for it.
        if (leafCount == 1 || leaves[leafCount - 1] != value) addLeaf(value);
        slots[at] = 1;
        slots[at + 1] = leafCount - 2;
        return;
      }
      long children = children(start, 0, directBits);
      if (children == 0) {
        slots[at + 1] = leafCount - 1;
        slots[at] = addLeaves(start, 0, directBits, children);
      } else {
        int node = reserve(1);
        fill(node, start, 0, directBits);
        slots[at + 1] = ~node;
      }
    }

    private void moveTo(long high, long low) {
      while (current + 1 < intervals.size() && !intervals.startsAfter(current + 1, high, low)) {
        current++;
      }
    }

    /// Whether all addresses that share the first `bits` with the start have one value. The start
    /// is within the current interval.
    private boolean isUniform(long high, long low, int bits) {
      if (bits >= widthBits || current + 1 == intervals.size()) return true;
      long lastHigh = bits >= 64 ? high : high | -1L >>> bits;
      long lastLow = bits <= 64 ? -1L : low | -1L >>> (bits - 64);
      return intervals.startsAfter(current + 1, lastHigh, lastLow);
    }

    /// Fills a reserved node with what its 64 children are.
    private void fill(int node, long high, long low, int offset) {
      long children = children(high, low, offset);
      int firstChild = reserve(Long.bitCount(children));
      int firstLeaf = leafCount;
      nodes[node * NODE_LONGS] = children;
      nodes[node * NODE_LONGS + 1] = addLeaves(high, low, offset, children);
      nodes[node * NODE_LONGS + 2] = (long) firstLeaf << 32 | firstChild;
      // Leaves first, so that those of one node lie side by side; then the children.
      int nextChild = firstChild;
      for (int child = 0; child < FANOUT; child++) {
        if ((children >>> child & 1) == 0) continue;
        long childHigh = withHigh(high, child, offset);
        long childLow = withLow(low, child, offset);
        moveTo(childHigh, childLow);
        fill(nextChild++, childHigh, childLow, offset + STRIDE);
      }
    }

    /// Which of the 64 are not of one value.
    private long children(long high, long low, int offset) {
      int before = current;
      long children = 0;
      for (int child = 0; child < FANOUT; child++) {
        long childHigh = withHigh(high, child, offset);
        long childLow = withLow(low, child, offset);
        moveTo(childHigh, childLow);
        if (!isUniform(childHigh, childLow, offset + STRIDE)) children |= 1L << child;
      }
      current = before;
      return children;
    }

    /// Adds a leaf for each run of equal ones.
    ///
    /// @return where runs begin
    private long addLeaves(long high, long low, int offset, long children) {
      int before = current;
      long runs = 0;
      int last = -1;
      for (int child = 0; child < FANOUT; child++) {
        if ((children >>> child & 1) != 0) continue;
        moveTo(withHigh(high, child, offset), withLow(low, child, offset));
        int value = intervals.value(current);
        if (value == last) continue;
        runs |= 1L << child;
        addLeaf(value);
        last = value;
      }
      current = before;
      return runs;
    }

    /// The six bits at the offset set to this child's number; what lies behind 128 bits is dropped.
    private static long withHigh(long high, int child, int offset) {
      if (offset >= 64) return high;
      int shift = 64 - STRIDE - offset;
      return high | (shift >= 0 ? (long) child << shift : (long) child >>> -shift);
    }

    private static long withLow(long low, int child, int offset) {
      int shift = 128 - STRIDE - offset;
      if (offset + STRIDE <= 64) return low;
      return low | (shift >= 0 ? (long) child << shift : (long) child >>> -shift);
    }

    private int reserve(int count) {
      int first = nodeCount;
      nodeCount += count;
      if (nodeCount * NODE_LONGS > nodes.length) {
        nodes = Arrays.copyOf(nodes, Math.max(nodeCount * NODE_LONGS, 2 * nodes.length));
      }
      return first;
    }

    private void addLeaf(int value) {
      if (leafCount == leaves.length) leaves = Arrays.copyOf(leaves, 2 * leafCount);
      leaves[leafCount++] = (char) value;
    }
  }
}
