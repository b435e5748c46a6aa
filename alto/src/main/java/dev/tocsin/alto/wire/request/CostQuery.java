// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.request;

import dev.tocsin.alto.wire.CostType;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Which costs are asked for, on which conditions: what filtered cost maps and the endpoint cost
/// service have in common (RFC 7285 §11.3.2.3 and §11.5.1.3, RFC 8189 §4.1.2, RFC 8896 §4.1.1).
///
/// @param types asked for, at least one
/// @param isMulti whether they were asked for as `multi-cost-types`
/// @param testable as the request names them; empty if it does not
/// @param anyOf conditions: met if all of at least one group are; empty if there is none
/// @param isOr whether the groups came as `or-constraints`
/// @param calendared for each type whether its calendar is wanted; empty if the request says
///   nothing
public record CostQuery(
    List<CostType> types,
    boolean isMulti,
    Optional<List<CostType>> testable,
    List<List<CostTest>> anyOf,
    boolean isOr,
    List<Boolean> calendared) {

  public CostQuery {
    types = List.copyOf(types);
    testable = testable.map(List::copyOf);
    anyOf = anyOf.stream().map(List::copyOf).toList();
    calendared = List.copyOf(calendared);
    if (types.isEmpty()) throw new IllegalArgumentException("no cost type");
  }

  /// Whether the costs of this type are wanted over time.
  public boolean isCalendared(int type) {
    return !calendared.isEmpty() && calendared.get(type);
  }

  /// The same without the conditions on some types: they count as met.
  public CostQuery ignoring(Predicate<CostType> ignored) {
    var kept =
        anyOf.stream()
            .map(
                group ->
                    group.stream()
                        .filter(test -> !ignored.test(tested().get(test.index())))
                        .toList())
            .toList();
    boolean isMet = kept.stream().anyMatch(List::isEmpty);
    return new CostQuery(types, isMulti, testable, isMet ? List.of() : kept, isOr, calendared);
  }

  /// What the index of a {@link CostTest} counts (RFC 8189 §4.1.3).
  public List<CostType> tested() {
    return testable.orElse(types);
  }
}
