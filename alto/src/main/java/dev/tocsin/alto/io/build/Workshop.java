// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.build;

import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.PrefixValues;
import dev.tocsin.alto.core.maps.PropertyMap;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.policy.MapCompiler;
import dev.tocsin.alto.core.policy.RouteTable;
import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.alto.io.settings.MapSettings;
import dev.tocsin.alto.io.settings.SourceSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Where version after version of one configuration is made: what was read and made of sources that
/// have not changed since is not read and made again. One thread at a time.
final class Workshop {

  private final AltoSettings settings;
  private final LiveTables live;
  private final InstantSource clock;
  private final Kept<RouteTable> routes = new Kept<>();
  private final Kept<Topology> topology = new Kept<>();
  private final Kept<MeasuredBuild> measured = new Kept<>();
  private final Kept<Properties> properties = new Kept<>();
  private Optional<MapCompiler> compiler = Optional.empty();

  private record Properties(
      Map<String, PrefixValues> ofEndpoints, Map<String, PropertyMap> propertyMaps) {}

  /// @param clock by which costs of calendars are those of the moment
  Workshop(AltoSettings settings, LiveTables live, InstantSource clock) {
    this.settings = settings;
    this.live = live;
    this.clock = clock;
  }

  /// @param now taken before anything is read: what changes meanwhile is read again
  Build.Result make(Stamps now, Consumer<String> progress) {
    var sources = settings.sources();
    var reader = new SourceReader(sources, live, progress);
    var network = topology.get(topologyStamp(now), reader::topology);
    var table = routes.get(routeStamps(now), reader::routes);
    var compiling =
        compiler
            .map(last -> last.after(network))
            .orElseGet(() -> new MapCompiler(network, sources.nextHops()));
    compiler = Optional.of(compiling);
    var networkMaps = new HashMap<String, NetworkMap>();
    var costs = new HashMap<Publication.CostKey, CostMatrix>();
    var figures = new ArrayList<Build.MapFigures>();
    for (var each : settings.maps()) {
      var compiled = compiling.compile(each.plan(), table);
      var id = each.plan().id();
      networkMaps.put(id, compiled.networkMap());
      compiled
          .costs()
          .forEach((metric, matrix) -> costs.put(new Publication.CostKey(id, metric), matrix));
      figures.add(figures(compiled, progress));
    }
    var beside = measured(networkMaps, now, progress);
    costs.putAll(beside.costs());
    var told = properties(networkMaps, now, progress);
    return new Build.Result(
            new Publication(
                networkMaps, costs, beside.calendars(), told.ofEndpoints(), told.propertyMaps()),
            table.size(),
            network.nodes().size(),
            network.linkCount(),
            figures,
            Instant.MAX)
        .at(clock.instant());
  }

  private Object topologyStamp(Stamps now) {
    return now.files()
        .only(settings.sources().topology().map(SourceSettings.TopologyFile::file).stream());
  }

  private Object routeStamps(Stamps now) {
    var files = settings.sources().prefixes().stream().flatMap(each -> each.files().stream());
    return new Stamps(now.files().only(files), now.live());
  }

  private static Build.MapFigures figures(
      MapCompiler.Compiled compiled, Consumer<String> progress) {
    var map = compiled.networkMap();
    var tag = map.versionTag();
    int told = map.pids().stream().mapToInt(pid -> pid.prefixes().size()).sum();
    int pids = map.pids().size();
    progress.accept("%s: %,d PIDs, %,d prefixes".formatted(tag.resourceId(), pids, told));
    return new Build.MapFigures(
        tag.resourceId(), tag.tag(), pids, compiled.prefixes(), told, compiled.merged());
  }

  private MeasuredBuild measured(
      Map<String, NetworkMap> networkMaps, Stamps now, Consumer<String> progress) {
    var files =
        settings.maps().stream()
            .flatMap(map -> map.measured().stream())
            .map(each -> each.table().file());
    return measured.get(
        List.of(networkMaps, now.files().only(files)),
        () -> {
          var build = new MeasuredBuild(progress);
          for (var each : settings.maps()) read(build, networkMaps, each);
          return build;
        });
  }

  private static void read(
      MeasuredBuild build, Map<String, NetworkMap> networkMaps, MapSettings settings) {
    var map = networkMaps.get(settings.plan().id());
    if (map == null) throw new IllegalStateException("no network map " + settings.plan().id());
    for (var each : settings.measured()) build.read(map, each);
  }

  private Properties properties(
      Map<String, NetworkMap> networkMaps, Stamps now, Consumer<String> progress) {
    var files = settings.properties().stream().map(each -> each.table().file());
    return properties.get(
        List.of(networkMaps, now.files().only(files)),
        () -> {
          var build = new PropertyBuild(settings.properties(), networkMaps);
          var maps = build.maps(progress);
          return new Properties(build.ofEndpoints(maps), maps);
        });
  }
}
