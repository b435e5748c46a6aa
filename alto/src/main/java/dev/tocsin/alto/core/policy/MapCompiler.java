// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.base.net.Prefix;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes a network map and its costs of what the sources say. Complete and without overlaps by the
/// way it is made: every address that no source places is in the plan's rest.
public final class MapCompiler {

  private final Topology topology;
  private final Map<InetAddress, String> egresses;

  /// @param costs by metric
  /// @param prefixes before those that change nothing were left out
  /// @param merged groups that were folded into others, as there were too many
  public record Compiled(
      NetworkMap networkMap, Map<String, CostMatrix> costs, int prefixes, int merged) {
    public Compiled {
      costs = Map.copyOf(costs);
    }
  }

  /// @param egresses nodes of next hops that the topology itself does not tell
  public MapCompiler(Topology topology, Map<InetAddress, String> egresses) {
    this.topology = topology;
    this.egresses = Map.copyOf(egresses);
  }

  /// @throws PolicyException if the plan needs what the sources do not tell
  /// @throws dev.tocsin.alto.core.maps.MapException if there would be too many PIDs for a map
  public Compiled compile(MapPlan plan, RouteTable routes) {
    refuseWithoutTopology(plan);
    var grouping = new Grouping(plan, topology, new Placement(topology, egresses));
    var groups = grouping.group(routes);
    var prefixes = groups.values().stream().mapToInt(group -> group.prefixes.size()).sum();
    var needed =
        Compression.of(
            groups.values().stream().map(group -> (List<Prefix>) group.prefixes).toList());
    var pids = new TreeMap<String, List<Prefix>>();
    int number = 0;
    for (var name : groups.keySet()) pids.put(name, needed.get(number++));
    var map = NetworkMap.of(plan.id(), pids);
    var model = new CostModel(groups, topology);
    var costs = new LinkedHashMap<String, CostMatrix>();
    for (var each : plan.costs()) costs.put(each.metric(), model.costs(each));
    return new Compiled(map, costs, prefixes, grouping.merged());
  }

  private void refuseWithoutTopology(MapPlan plan) {
    if (!topology.nodes().isEmpty()) return;
    for (var each : plan.costs()) {
      if (each.weights().needsTopology()) {
        throw new PolicyException(
            "%s weighs the way through the network, and there is no topology"
                .formatted(each.metric()));
      }
    }
  }
}
