// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.mitigation;

import dev.tocsin.dots.wire.Counters;
import java.util.List;

/// What became of an order, and what its filters measure.
public sealed interface MitigatorEvent {

  /// The filters stand.
  ///
  /// @param enabled what is really enforced; may be more or less than was asked
  /// @param action in words, for people: for example `drop`, `limit 100 pps per source`
  record Enabled(List<MitigationOrder.Target> enabled, String action) implements MitigatorEvent {
    public Enabled {
      enabled = List.copyOf(enabled);
    }
  }

  /// Counters since the filters stood. Comes again and again.
  record Measured(Counters dropped) implements MitigatorEvent {}

  /// It cannot be done, and trying again will not help.
  ///
  /// @param exceeded the mitigator's capacity is the reason (status 4 of RFC 9132 Table 3)
  record Refused(String reason, boolean exceeded) implements MitigatorEvent {}

  /// It failed for now and is tried again.
  record Failing(String reason) implements MitigatorEvent {}

  /// The filters are gone.
  record Disabled() implements MitigatorEvent {}
}
