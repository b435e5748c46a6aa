// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.topology.PathTable;
import dev.tocsin.alto.core.topology.Topology;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Makes a network map and its costs of what the sources say. Complete and without overlaps by the
/// way it is made: every address that no source places is in the plan's rest. One thread at a time.
public final class MapCompiler {

  private final Topology topology;
  private final Map<InetAddress, String> egresses;
  private final PathTable paths;
  private final Map<MapPlan, Layout> layouts;

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
    this(topology, egresses, new PathTable(topology), new HashMap<>());
  }

  private MapCompiler(
      Topology topology,
      Map<InetAddress, String> egresses,
      PathTable paths,
      Map<MapPlan, Layout> layouts) {
    this.topology = topology;
    this.egresses = Map.copyOf(egresses);
    this.paths = paths;
    this.layouts = layouts;
  }

  /// One for the network as it is now. What this one has found and no change touches is not looked
  /// for again: maps where only links changed, and ways on which they are not.
  public MapCompiler after(Topology now) {
    var left = topology.hasSamePlaces(now) ? layouts : Map.<MapPlan, Layout>of();
    return new MapCompiler(now, egresses, paths.after(now), new HashMap<>(left));
  }

  /// @throws PolicyException if the plan needs what the sources do not tell
  /// @throws dev.tocsin.alto.core.maps.MapException if there would be too many PIDs for a map
  public Compiled compile(MapPlan plan, RouteTable routes) {
    refuseWithoutTopology(plan);
    var layout = layouts.get(plan);
    if (layout == null || layout.routes() != routes) {
      layout = layout(plan, routes);
      layouts.put(plan, layout);
    }
    var model = new CostModel(layout.groups(), paths);
    var costs = new LinkedHashMap<String, CostMatrix>();
    for (var each : plan.costs()) costs.put(each.metric(), model.costs(each));
    paths.shrink();
    return new Compiled(layout.networkMap(), costs, layout.prefixes(), layout.merged());
  }

  private Layout layout(MapPlan plan, RouteTable routes) {
    var grouping = new Grouping(plan, topology, new Placement(topology, egresses));
    return Layout.of(plan.id(), grouping.group(routes), grouping.merged(), routes);
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
