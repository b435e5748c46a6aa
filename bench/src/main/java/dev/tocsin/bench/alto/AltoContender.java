// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

/// What is measured beside each other.
enum AltoContender {
  TOCSIN,
  /// Debian's nginx, which serves the bytes that ours made from files.
  NGINX,
  /// The longest match by one look-up in a table of 2^24 entries, and a second one at times.
  DIR_24_8,
  /// The longest match by a search in a tree of intervals.
  TREE_MAP
}
