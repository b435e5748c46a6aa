// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.flowspec;

import java.util.List;
import java.util.stream.IntStream;

/// Holds where all bits of `set` are set and none of `clear`. A list of these, of which one must
/// hold, can say whatever can be said about bits.
public record BitMatch(int set, int clear) {

  public BitMatch {
    if (set < 0 || clear < 0 || (set | clear) > 0xFFFF) {
      throw new IllegalArgumentException("bits " + set + ", " + clear + " are not within 16 bits");
    }
    if ((set | clear) == 0) throw new IllegalArgumentException("a match for no bits at all");
    if ((set & clear) != 0) {
      throw new IllegalArgumentException(
          "bits 0x%x are to be both set and clear".formatted(set & clear));
    }
  }

  /// All of the bits are set.
  public static List<BitMatch> all(int bits) {
    return List.of(new BitMatch(bits, 0));
  }

  /// None of the bits is set.
  public static List<BitMatch> none(int bits) {
    return List.of(new BitMatch(0, bits));
  }

  /// At least one of the bits is set.
  public static List<BitMatch> any(int bits) {
    return each(bits).mapToObj(bit -> new BitMatch(bit, 0)).toList();
  }

  /// At least one of the bits is clear.
  public static List<BitMatch> notAll(int bits) {
    return each(bits).mapToObj(bit -> new BitMatch(0, bit)).toList();
  }

  private static IntStream each(int bits) {
    return IntStream.range(0, 16).map(n -> 1 << n).filter(bit -> (bits & bit) != 0);
  }
}
