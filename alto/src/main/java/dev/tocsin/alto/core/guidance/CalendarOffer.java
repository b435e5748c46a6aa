// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.guidance;

import dev.tocsin.alto.wire.CostType;
import java.time.Duration;
import java.util.List;

/// Cost types that are told as calendars of one form, too (RFC 8896 §4.1).
///
/// @param interval how long each value holds
/// @param intervals how many values there are
public record CalendarOffer(List<CostType> types, Duration interval, int intervals) {

  public CalendarOffer {
    types = List.copyOf(types);
  }

  /// In the unit that the protocol has.
  public double intervalSeconds() {
    return interval.toMillis() / 1_000.0;
  }
}
