// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.build;

import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.policy.MapCompiler;
import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.alto.io.settings.MapSettings;
import dev.tocsin.alto.wire.CostType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Makes everything that a server publishes of its configuration and the files that it names.
public final class Build {

  private static final int COST_TYPES_MAX = 32;

  private final AltoSettings settings;

  /// @param prefixes that the sources name
  public record Result(
      Publication publication, int prefixes, int nodes, int links, List<MapFigures> maps) {
    public Result {
      maps = List.copyOf(maps);
    }
  }

  /// @param named prefixes of the sources that stand in the map
  /// @param told prefixes that are told, those left out that change nothing
  /// @param merged groups that became part of others, as there were too many
  public record MapFigures(String id, String tag, int pids, int named, int told, int merged) {}

  public Build(AltoSettings settings) {
    this.settings = settings;
  }

  /// What the configuration has the server offer; the same for every version.
  public Catalog catalog() {
    var services = new LinkedHashMap<String, Service>();
    var ids = settings.maps().stream().map(map -> map.plan().id()).toList();
    for (var map : settings.maps()) offer(map, map.plan().id().equals(ids.getFirst()), services);
    services.put("endpoint-properties", new Service.EndpointProperties(ids, List.of()));
    return new Catalog(ids.getFirst(), services);
  }

  private static void offer(MapSettings map, boolean isDefault, Map<String, Service> services) {
    var id = map.plan().id();
    services.put(id, new Service.WholeNetworkMap(id));
    services.put(id + "-filtered", new Service.FilteredNetworkMap(id));
    var types = new ArrayList<CostType>();
    for (var cost : map.plan().costs()) {
      for (var mode : map.modes()) {
        var type = CostType.of(mode.word(), cost.metric());
        types.add(type);
        services.put(
            "%s-%s-%s".formatted(id, cost.metric().replace('.', '_'), mode.word()),
            new Service.WholeCostMap(id, type));
      }
    }
    var offer = new CostOffer(types, true, Math.min(types.size(), COST_TYPES_MAX), List.of());
    services.put(id + "-costs", new Service.FilteredCostMap(id, offer));
    services.put(
        isDefault ? "endpoint-costs" : id + "-endpoint-costs",
        new Service.EndpointCosts(id, offer));
  }

  /// Reads all files and makes all maps.
  ///
  /// @throws dev.tocsin.alto.sources.SourceException if a file cannot be read as what it should be
  /// @throws dev.tocsin.alto.core.policy.PolicyException if sources and plans do not fit
  /// @throws dev.tocsin.alto.core.maps.MapException if no map can come of it
  public Result run(Consumer<String> progress) {
    var known = new SourceReader(settings.sources(), progress).read();
    var compiler = new MapCompiler(known.topology(), settings.sources().nextHops());
    var networkMaps = new HashMap<String, NetworkMap>();
    var costs = new HashMap<Publication.CostKey, CostMatrix>();
    var figures = new ArrayList<MapFigures>();
    for (var each : settings.maps()) {
      var compiled = compiler.compile(each.plan(), known.routes());
      var map = compiled.networkMap();
      var id = each.plan().id();
      networkMaps.put(id, map);
      compiled
          .costs()
          .forEach((metric, matrix) -> costs.put(new Publication.CostKey(id, metric), matrix));
      int told = map.pids().stream().mapToInt(pid -> pid.prefixes().size()).sum();
      figures.add(
          new MapFigures(
              id,
              map.versionTag().tag(),
              map.pids().size(),
              compiled.prefixes(),
              told,
              compiled.merged()));
      progress.accept("%s: %,d PIDs, %,d prefixes".formatted(id, map.pids().size(), told));
    }
    return new Result(
        new Publication(networkMaps, costs, Map.of()),
        known.routes().size(),
        known.topology().nodes().size(),
        known.topology().linkCount(),
        figures);
  }
}
