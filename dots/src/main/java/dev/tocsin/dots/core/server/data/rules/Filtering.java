// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data.rules;

import dev.tocsin.dots.wire.data.capability.Capabilities;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the mitigators can do by access control lists.
///
/// @param known by instance; one that cannot filter by lists is not there
/// @param others what every other instance can do; absent: nothing
public record Filtering(Map<String, Capabilities> known, Optional<Capabilities> others) {

  /// Every mitigator does what RFC 8783 §4.2 demands.
  public static final Filtering MANDATORY =
      new Filtering(Map.of(), Optional.of(Capabilities.mandatory()));

  public Filtering {
    known = Map.copyOf(known);
  }

  /// Of each of these mitigators that can filter by lists.
  public List<Capabilities> of(List<String> mitigators) {
    return mitigators.stream()
        .flatMap(name -> Stream.ofNullable(known.getOrDefault(name, others.orElse(null))))
        .distinct()
        .toList();
  }

  /// What at least one of these mitigators can do: a list goes to all of them.
  public Capabilities told(List<String> mitigators) {
    return of(mitigators).stream().reduce(Capabilities::or).orElse(Capabilities.NONE);
  }
}
