// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.guidance;

import dev.tocsin.alto.wire.CostType;
import java.util.List;
import java.util.Optional;

/// What a filtered cost map or an endpoint cost service can be asked for: its capabilities (RFC
/// 7285 §11.3.2.4, RFC 8189 §4.1.1).
///
/// @param types offered
/// @param hasConstraints `cost-constraints`: conditions on any of the types
/// @param typesMax `max-cost-types`: in one request; 0 if several cannot be asked for at once
/// @param testable `testable-cost-type-names`: conditions on these alone; empty if not told
/// @param calendars forms of calendars; a cost type has at most one
public record CostOffer(
    List<CostType> types,
    boolean hasConstraints,
    int typesMax,
    List<CostType> testable,
    List<CalendarOffer> calendars) {

  /// Without calendars.
  public CostOffer(
      List<CostType> types, boolean hasConstraints, int typesMax, List<CostType> testable) {
    this(types, hasConstraints, typesMax, testable, List.of());
  }

  public CostOffer {
    calendars = List.copyOf(calendars);
    types = List.copyOf(types);
    testable = List.copyOf(testable);
    // RFC 8189 §4.1.1: not both.
    if (hasConstraints && !testable.isEmpty()) {
      throw new IllegalArgumentException("testable cost types besides cost-constraints");
    }
  }

  boolean offers(CostType type) {
    return types.stream().anyMatch(type::isLike);
  }

  public Optional<CalendarOffer> calendar(CostType type) {
    return calendars.stream()
        .filter(each -> each.types().stream().anyMatch(type::isLike))
        .findFirst();
  }

  boolean canTest(CostType type) {
    return hasConstraints ? offers(type) : testable.stream().anyMatch(type::isLike);
  }
}
