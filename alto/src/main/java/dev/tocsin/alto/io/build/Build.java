// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.build;

import dev.tocsin.alto.core.guidance.CalendarOffer;
import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.io.access.Offered;
import dev.tocsin.alto.io.settings.AccessSettings;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.alto.io.settings.MapSettings;
import dev.tocsin.alto.wire.CostType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Makes everything that a server publishes of its configuration and the files that it names.
public final class Build {

  private static final int COST_TYPES_MAX = 32;
  private static final String UPDATES = "updates";

  private final AltoSettings settings;

  /// @param prefixes that the sources name
  /// @param next when other costs of a calendar hold, so that another version is to be made
  public record Result(
      Publication publication,
      int prefixes,
      int nodes,
      int links,
      List<MapFigures> maps,
      Instant next) {
    public Result {
      maps = List.copyOf(maps);
    }

    /// The same with the calendars' costs of this moment: nothing is read for that.
    Result at(Instant now) {
      return new Result(publication.at(now), prefixes, nodes, links, maps, publication.next(now));
    }
  }

  /// @param named prefixes of the sources that stand in the map
  /// @param told prefixes that are told, those left out that change nothing
  /// @param merged groups that became part of others, as there were too many
  public record MapFigures(String id, String tag, int pids, int named, int told, int merged) {}

  public Build(AltoSettings settings) {
    this.settings = settings;
  }

  /// What the configuration has the server offer, by view, in the order in which views are tried;
  /// the same for every version.
  public List<Offered> offered() {
    return settings.access().viewsInUse().stream()
        .map(view -> new Offered(view.name(), view.admission(), catalog(view)))
        .toList();
  }

  private Catalog catalog(AccessSettings.View view) {
    var services = new LinkedHashMap<String, Service>();
    var maps = maps(view);
    var ids = maps.stream().map(map -> map.plan().id()).toList();
    for (var map : maps) offer(map, map.plan().id().equals(ids.getFirst()), services);
    // What tells of PIDs that are not seen is not seen either.
    var properties =
        settings.properties().stream()
            .filter(each -> ids.containsAll(each.offer().uses()))
            .toList();
    var types =
        PropertyBuild.ofEndpoints(
            properties.stream()
                .filter(each -> !view.hidden().contains(each.offer().map()))
                .toList());
    services.put("endpoint-properties", new Service.EndpointProperties(ids, types));
    services.put(PropertyBuild.PIDS, new Service.FilteredPropertyMap(PropertyBuild.pids(ids)));
    for (var each : properties) {
      var id = each.offer().map();
      // Whoever hides a table does not want it told in parts.
      if (view.hidden().contains(id)) continue;
      services.put(id, new Service.WholePropertyMap(each.offer()));
      services.put(id + "-filtered", new Service.FilteredPropertyMap(each.offer()));
    }
    services.keySet().removeAll(view.hidden());
    if (settings.streams().streamsMax() > 0 && !view.hidden().contains(UPDATES)) {
      services.put(UPDATES, new Service.UpdateStream(List.copyOf(services.keySet())));
    }
    var delegated = new LinkedHashMap<>(settings.resources().delegations());
    delegated.keySet().removeAll(view.hidden());
    return new Catalog(ids.getFirst(), services, delegated);
  }

  private List<MapSettings> maps(AccessSettings.View view) {
    var byId = new LinkedHashMap<String, MapSettings>();
    for (var map : settings.maps()) byId.put(map.plan().id(), map);
    var seen = view.maps().isEmpty() ? List.copyOf(byId.keySet()) : view.maps();
    return seen.stream()
        .flatMap(id -> Stream.ofNullable(byId.get(id)))
        .map(map -> view.modes().isEmpty() ? map : with(map, modes(map, view)))
        .toList();
  }

  private static MapSettings with(MapSettings map, List<MapSettings.Mode> modes) {
    return new MapSettings(map.plan(), modes, map.measured());
  }

  private static List<MapSettings.Mode> modes(MapSettings map, AccessSettings.View view) {
    return map.modes().stream().filter(view.modes()::contains).toList();
  }

  private static void offer(MapSettings map, boolean isDefault, Map<String, Service> services) {
    var id = map.plan().id();
    services.put(id, new Service.WholeNetworkMap(id));
    services.put(id + "-filtered", new Service.FilteredNetworkMap(id));
    var types = new ArrayList<CostType>();
    for (var cost : map.plan().costs()) types.addAll(map.types(cost.metric(), Optional.empty()));
    for (var cost : map.measured()) types.addAll(map.types(cost.metric(), cost.context()));
    for (var type : types) {
      services.put(
          "%s-%s-%s".formatted(id, type.metric().replace('.', '_'), type.mode()),
          new Service.WholeCostMap(id, type));
    }
    int typesMax = Math.min(types.size(), COST_TYPES_MAX);
    var offer = new CostOffer(types, true, typesMax, List.of(), calendars(map));
    services.put(id + "-costs", new Service.FilteredCostMap(id, offer));
    services.put(
        isDefault ? "endpoint-costs" : id + "-endpoint-costs",
        new Service.EndpointCosts(id, offer));
  }

  // RFC 8896 §4.1: types whose calendars have one form stand together.
  private static List<CalendarOffer> calendars(MapSettings map) {
    record Form(Duration interval, int intervals) {}
    var types = new LinkedHashMap<Form, List<CostType>>();
    for (var cost : map.measured()) {
      cost.calendar()
          .ifPresent(
              each ->
                  types
                      .computeIfAbsent(
                          new Form(each.interval(), each.intervals()), _ -> new ArrayList<>())
                      .addAll(map.types(cost.metric(), cost.context())));
    }
    var calendars = new ArrayList<CalendarOffer>();
    types.forEach(
        (form, all) -> calendars.add(new CalendarOffer(all, form.interval(), form.intervals())));
    return calendars;
  }

  /// Reads all sources and makes all maps; tables of running daemons are asked for once.
  ///
  /// @throws dev.tocsin.alto.sources.SourceException if a file cannot be read as what it should be
  /// @throws dev.tocsin.alto.core.policy.PolicyException if sources and plans do not fit
  /// @throws dev.tocsin.alto.core.maps.MapException if no map can come of it
  public Result run(Consumer<String> progress) {
    try (var live = LiveTables.open(settings.sources())) {
      return new Workshop(settings, live, InstantSource.system())
          .make(Stamps.of(settings, live), progress);
    }
  }
}
