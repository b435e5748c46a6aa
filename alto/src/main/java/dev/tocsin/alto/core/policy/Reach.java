// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// How a prefix is reached, as far as its sources know. Prefixes that are reached alike share one
/// of these, so that a table of a million prefixes takes only some ten thousand decisions.
///
/// @param group PID that an operator's list gives it
/// @param node of the topology, where a list says so
/// @param egress next hop of its best route
/// @param pathLength autonomous systems on the way; 0 within the own network
/// @param communities of its best route, four bytes each
public record Reach(
    Optional<String> group,
    Optional<String> node,
    Optional<InetAddress> egress,
    OptionalLong originAs,
    int pathLength,
    List<Integer> communities) {

  /// Of a prefix of which nothing is said.
  public static final Reach UNKNOWN =
      new Reach(
          Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), 0, List.of());

  public Reach {
    communities = List.copyOf(communities);
  }

  /// Of a prefix in an operator's list.
  public static Reach listed(Optional<String> group, Optional<String> node) {
    return new Reach(group, node, Optional.empty(), OptionalLong.empty(), 0, List.of());
  }
}
