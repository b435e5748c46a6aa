// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.mrt;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What BGP says about a route (RFC 4271 §5).
///
/// @param asPath nearest autonomous system first; a set stands with its members in their order
/// @param pathLength as BGP compares it: a set counts once (RFC 4271 §9.1.2.2)
/// @param originAs where the path ends; empty for a route of the own network and for a path that
///   ends in a set of several
/// @param communities four bytes each
public record PathAttributes(
    List<Long> asPath,
    int pathLength,
    OptionalLong originAs,
    Optional<InetAddress> nextHop,
    Preference preference,
    List<Integer> communities) {

  /// What decides between routes before and behind the path's length.
  public record Preference(OptionalLong localPreference, OptionalLong med) {}

  public PathAttributes {
    asPath = List.copyOf(asPath);
    communities = List.copyOf(communities);
  }
}
