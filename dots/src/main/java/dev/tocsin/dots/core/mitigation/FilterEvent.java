// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.mitigation;

import dev.tocsin.dots.wire.data.Statistics;
import java.util.Map;

/// What became of a {@link FilterOrder} at one mitigator, and what its entries match.
public sealed interface FilterEvent {

  record Installed() implements FilterEvent {}

  /// Since the list stood; an entry that is not measured is left out. Comes again and again.
  ///
  /// @param entries by the name of the entry
  record Measured(Map<String, Statistics> entries) implements FilterEvent {
    public Measured {
      entries = Map.copyOf(entries);
    }
  }

  /// It cannot be done, and trying again will not help.
  record Refused(String reason) implements FilterEvent {}

  /// It failed for now and is tried again.
  record Failing(String reason) implements FilterEvent {}
}
