// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.usage;

import dev.tocsin.reload.wire.data.Model;

/// One kind of data that peers store.
///
/// @param number as it stands on the wire
public record Kind(long number, String name, Model model, Limits limits, Rules rules) {

  public Kind {
    if (number < 0 || number > 0xffff_ffffL) throw new IllegalArgumentException("kind " + number);
    if (rules.merge() == MergeRule.ALL && model != Model.ARRAY) {
      throw new IllegalArgumentException("only an array has room for both of two values");
    }
  }

  /// What a peer takes (SE-2).
  ///
  /// @param valuesMax at one place; indexes are below it, too
  /// @param valueBytesMax of each
  /// @param keyBytesMax of a dictionary
  public record Limits(int valuesMax, int valueBytesMax, int keyBytesMax) {
    public Limits {
      if (valuesMax < 1 || valueBytesMax < 0 || keyBytesMax < 0) {
        throw new IllegalArgumentException("limits below one");
      }
    }
  }

  /// @param seeds where it is stored
  /// @param isFindable whether FIND tells where there is any (FI-3)
  public record Rules(SeedRule seeds, AccessRule access, MergeRule merge, boolean isFindable) {}
}
