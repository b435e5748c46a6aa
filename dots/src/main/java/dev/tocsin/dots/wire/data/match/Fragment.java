// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

import java.util.Set;

/// Which fragments match (RFC 8783 §4.2).
///
/// @param type at least one bit
public record Fragment(BitOperator operator, Set<FragmentType> type) {

  public Fragment {
    type = Set.copyOf(type);
    if (type.isEmpty()) throw new IllegalArgumentException("a fragment type without bits");
  }
}
