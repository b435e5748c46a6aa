// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.usage;

/// What becomes of two values for the same index or key that come together again after a partition.
// US-2: "act as if all the values … were stored" in the order of their storage times.
public enum MergeRule {
  /// The one that was stored last stays.
  NEWEST,
  /// Both stay, in an array: the one that was stored last keeps its index, the other one goes
  /// behind the last.
  ALL
}
