// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All of a map but its costs: it stays as it is while no more than the metrics of links change.
///
/// @param routes that it was made of
/// @param groups in the order of their names
/// @param prefixes before those that change nothing were left out
/// @param merged groups that were folded into others, as there were too many
record Layout(
    RouteTable routes, NetworkMap networkMap, List<Group> groups, int prefixes, int merged) {

  // Further nodes of a group are not looked at: those where most of its prefixes are reached come
  // first, and who has more is everywhere.
  private static final int NODES_MAX = 16;

  /// What costs depend on.
  ///
  /// @param nodes where it is reached
  /// @param pathLength mean of its prefixes
  record Group(String name, List<Integer> nodes, double pathLength) {
    Group {
      nodes = List.copyOf(nodes);
    }
  }

  Layout {
    groups = List.copyOf(groups);
  }

  /// @param groups by PID name, in the order of the names
  static Layout of(String id, Map<String, Grouping.Group> groups, int merged, RouteTable routes) {
    var prefixes = groups.values().stream().mapToInt(group -> group.prefixes.size()).sum();
    var needed =
        Compression.of(
            groups.values().stream().map(group -> (List<Prefix>) group.prefixes).toList());
    var pids = new TreeMap<String, List<Prefix>>();
    var known = new ArrayList<Group>();
    groups.forEach(
        (name, group) -> {
          pids.put(name, needed.get(known.size()));
          known.add(new Group(name, nodes(group), group.pathLength()));
        });
    return new Layout(routes, NetworkMap.of(id, pids), known, prefixes, merged);
  }

  private static List<Integer> nodes(Grouping.Group group) {
    return group.nodes.entrySet().stream()
        .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
        .limit(NODES_MAX)
        .map(Map.Entry::getKey)
        .toList();
  }
}
