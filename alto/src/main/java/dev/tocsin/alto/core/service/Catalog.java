// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.service;

import dev.tocsin.alto.core.guidance.CalendarOffer;
import dev.tocsin.alto.core.guidance.CostNames;
import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.properties.PropertyOffer;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.directory.Directory;
import dev.tocsin.alto.wire.entity.QualifiedName;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a server offers.
///
/// @param defaultNetworkMap resource id (RFC 7285 §9.2.2)
/// @param services by resource id, in the order of the directory
/// @param delegated directories of other servers, by resource id, absolute (RFC 7285 §9.2.4)
public record Catalog(
    String defaultNetworkMap, Map<String, Service> services, Map<String, URI> delegated) {

  /// Resources lie below this, by their ids.
  public static final String PATH = "resource/";

  private static final String ROUTING_COST = CostType.ROUTING_COST;

  public Catalog {
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    delegated = Collections.unmodifiableMap(new LinkedHashMap<>(delegated));
  }

  /// Nothing is delegated.
  public Catalog(String defaultNetworkMap, Map<String, Service> services) {
    this(defaultNetworkMap, services, Map.of());
  }

  /// Everything that RFC 7285 demands of a server and this one would not keep.
  ///
  /// @return sentences; empty if all is well
  public List<String> complaints() {
    var complaints = new ArrayList<String>();
    services.forEach((id, service) -> complaints.addAll(complaints(id, service)));
    for (var id : delegated.keySet()) {
      complaints.addAll(ofId(id));
      if (services.containsKey(id)) {
        complaints.add("the delegation '%s' has the id of a resource".formatted(id));
      }
    }
    if (!(services.get(defaultNetworkMap) instanceof Service.WholeNetworkMap)) {
      complaints.add("the default network map '" + defaultNetworkMap + "' is not offered");
    }
    for (var map : networkMaps()) {
      // RFC 7285 §11.4.1.4 with §7.1.1
      if (of(Service.EndpointProperties.class).noneMatch(each -> each.pidsOf().contains(map))) {
        complaints.add("no endpoint property service tells the PIDs of " + map);
      }
    }
    // RFC 7285 §6.1.1.1
    if (of(Service.WholeCostMap.class)
        .noneMatch(each -> each.type().metric().equals(ROUTING_COST))) {
      complaints.add("no cost map has the metric " + ROUTING_COST);
    }
    return complaints;
  }

  private List<String> complaints(String id, Service service) {
    var complaints = new ArrayList<>(ofId(id));
    if (service instanceof Service.UpdateStream(var resources)) {
      for (var each : resources) {
        if (!services.containsKey(each))
          complaints.add(id + " tells of " + each + ", which is not offered");
      }
    }
    for (var map : mapsOf(service)) {
      if (!(services.get(map) instanceof Service.WholeNetworkMap)) {
        complaints.add("%s rests on the network map '%s', which is not offered".formatted(id, map));
      }
    }
    return complaints;
  }

  private static List<String> ofId(String id) {
    if (Names.isResourceId(id) && id.indexOf('.') < 0) return List.of();
    return List.of("resource id '%s': expected up to 64 letters, digits and :@_-".formatted(id));
  }

  /// What a publication lacks that a service needs.
  public List<String> complaints(Publication publication) {
    var complaints = new ArrayList<String>();
    services.forEach(
        (id, service) -> {
          for (var map : mapsOf(service)) {
            if (publication.networkMap(map).isEmpty()) complaints.add(id + ": no map " + map);
            for (var type : costTypes(service)) {
              if (publication.costs(map, type.metric()).isEmpty()) {
                complaints.add("%s: no %s costs for %s".formatted(id, type.metric(), map));
              }
              if (hasCalendar(service, type)
                  && publication.calendar(map, type.metric()).isEmpty()) {
                complaints.add("%s: no %s calendar for %s".formatted(id, type.metric(), map));
              }
            }
          }
          propertyOffer(service)
              .filter(offer -> !publication.propertyMaps().containsKey(offer.map()))
              .ifPresent(offer -> complaints.add(id + ": no properties of " + offer.map()));
        });
    return complaints;
  }

  private <S extends Service> Stream<S> of(Class<S> kind) {
    return services.values().stream().filter(kind::isInstance).map(kind::cast);
  }

  /// Ids of the network maps that are offered.
  public List<String> networkMaps() {
    return of(Service.WholeNetworkMap.class).map(Service.WholeNetworkMap::networkMap).toList();
  }

  private static List<String> mapsOf(Service service) {
    return switch (service) {
      case Service.WholeNetworkMap(var map) -> List.of(map);
      case Service.FilteredNetworkMap(var map) -> List.of(map);
      case Service.WholeCostMap(var map, _) -> List.of(map);
      case Service.FilteredCostMap(var map, _) -> List.of(map);
      case Service.EndpointCosts(var map, _) -> List.of(map);
      case Service.EndpointProperties(var maps, _) -> maps;
      case Service.WholePropertyMap(var offer) -> List.copyOf(offer.uses());
      case Service.FilteredPropertyMap(var offer) -> List.copyOf(offer.uses());
      case Service.UpdateStream _ -> List.of();
    };
  }

  private static List<CostType> costTypes(Service service) {
    return switch (service) {
      case Service.WholeCostMap(_, var type) -> List.of(type);
      case Service.FilteredCostMap(_, var offer) -> offer.types();
      case Service.EndpointCosts(_, var offer) -> offer.types();
      case Service.WholeNetworkMap _, Service.FilteredNetworkMap _ -> List.of();
      case Service.EndpointProperties _, Service.UpdateStream _ -> List.of();
      case Service.WholePropertyMap _, Service.FilteredPropertyMap _ -> List.of();
    };
  }

  private static boolean hasCalendar(Service service, CostType type) {
    return service instanceof Service.FilteredCostMap(_, var offer)
            && offer.calendar(type).isPresent()
        || service instanceof Service.EndpointCosts(_, var costs)
            && costs.calendar(type).isPresent();
  }

  private static Optional<PropertyOffer> propertyOffer(Service service) {
    return switch (service) {
      case Service.WholePropertyMap(var offer) -> Optional.of(offer);
      case Service.FilteredPropertyMap(var offer) -> Optional.of(offer);
      case Service.WholeNetworkMap _, Service.FilteredNetworkMap _ -> Optional.empty();
      case Service.WholeCostMap _, Service.FilteredCostMap _ -> Optional.empty();
      case Service.EndpointCosts _, Service.EndpointProperties _ -> Optional.empty();
      case Service.UpdateStream _ -> Optional.empty();
    };
  }

  /// The directory of all of them, with addresses relative to its own (RFC 7285 §9.2).
  public Directory directory() {
    var types = new LinkedHashMap<String, CostType>();
    for (var service : services.values()) {
      for (var type : costTypes(service)) types.putIfAbsent(CostNames.of(type), type);
    }
    var entries = new LinkedHashMap<String, Directory.Entry>();
    services.forEach((id, service) -> entries.put(id, entry(id, service)));
    delegated.forEach((id, uri) -> entries.put(id, directory(uri)));
    return new Directory(types, Optional.of(defaultNetworkMap), entries);
  }

  private static Directory.Entry directory(URI uri) {
    return new Directory.Entry(
        uri.toString(),
        MediaTypes.DIRECTORY,
        Optional.empty(),
        Directory.Capabilities.NONE,
        List.of());
  }

  private static Directory.Entry entry(String id, Service service) {
    return switch (service) {
      case Service.WholeNetworkMap _ -> entry(id, service, Directory.Capabilities.NONE, List.of());
      case Service.FilteredNetworkMap(var map) ->
          entry(id, service, Directory.Capabilities.NONE, List.of(map));
      case Service.WholeCostMap(var map, var type) ->
          entry(
              id, service, costs(new CostOffer(List.of(type), false, 0, List.of())), List.of(map));
      case Service.FilteredCostMap(var map, var offer) ->
          entry(id, service, costs(offer), List.of(map));
      // RFC 7285 §11.5.1.5: an endpoint cost service uses nothing that clients would know.
      case Service.EndpointCosts(_, var offer) -> entry(id, service, costs(offer), List.of());
      case Service.EndpointProperties(var maps, var properties) -> {
        var all =
            Stream.concat(maps.stream().map(map -> map + ".pid"), properties.stream()).toList();
        yield entry(
            id,
            service,
            new Directory.Capabilities(Directory.Costs.NONE, all, Map.of(), Directory.Stream.NONE),
            maps);
      }
      case Service.WholePropertyMap(var offer) -> properties(id, service, offer);
      case Service.FilteredPropertyMap(var offer) -> properties(id, service, offer);
      case Service.UpdateStream(var resources) -> {
        // RFC 8895 §6.3: both, so that a server may choose for each change.
        var patches = new LinkedHashMap<String, String>();
        for (var each : resources) {
          patches.put(each, MediaTypes.MERGE_PATCH + "," + MediaTypes.JSON_PATCH);
        }
        var stream = new Directory.Stream(patches, true);
        yield entry(
            id,
            service,
            new Directory.Capabilities(Directory.Costs.NONE, List.of(), Map.of(), stream),
            resources);
      }
    };
  }

  // RFC 9240 §7.4, §7.5
  private static Directory.Entry properties(String id, Service service, PropertyOffer offer) {
    var mappings = new LinkedHashMap<String, List<String>>();
    offer
        .mappings()
        .forEach(
            (domain, properties) ->
                mappings.put(domain.text(), properties.stream().map(QualifiedName::text).toList()));
    var capabilities =
        new Directory.Capabilities(
            Directory.Costs.NONE, List.of(), mappings, Directory.Stream.NONE);
    return entry(id, service, capabilities, List.copyOf(offer.uses()));
  }

  private static Directory.Entry entry(
      String id, Service service, Directory.Capabilities capabilities, List<String> uses) {
    return new Directory.Entry(PATH + id, mediaType(service), accepts(service), capabilities, uses);
  }

  private static Directory.Capabilities costs(CostOffer offer) {
    return new Directory.Capabilities(
        new Directory.Costs(
            names(offer.types()),
            offer.hasConstraints(),
            offer.typesMax(),
            names(offer.testable()),
            offer.calendars().stream().map(Catalog::calendar).toList()));
  }

  // RFC 8896 §4.1
  private static Directory.Calendar calendar(CalendarOffer offer) {
    return new Directory.Calendar(names(offer.types()), offer.intervalSeconds(), offer.intervals());
  }

  private static List<String> names(List<CostType> types) {
    return types.stream().map(CostNames::of).toList();
  }

  /// Of its answers.
  public static String mediaType(Service service) {
    return switch (service) {
      case Service.WholeNetworkMap _, Service.FilteredNetworkMap _ -> MediaTypes.NETWORK_MAP;
      case Service.WholeCostMap _, Service.FilteredCostMap _ -> MediaTypes.COST_MAP;
      case Service.EndpointCosts _ -> MediaTypes.ENDPOINT_COST;
      case Service.EndpointProperties _ -> MediaTypes.ENDPOINT_PROPERTIES;
      case Service.WholePropertyMap _, Service.FilteredPropertyMap _ -> MediaTypes.PROPERTY_MAP;
      case Service.UpdateStream _ -> MediaTypes.EVENT_STREAM;
    };
  }

  /// Of the bodies that it wants; empty for what is had by GET.
  public static Optional<String> accepts(Service service) {
    return switch (service) {
      case Service.WholeNetworkMap _, Service.WholeCostMap _ -> Optional.empty();
      case Service.WholePropertyMap _ -> Optional.empty();
      case Service.FilteredPropertyMap _ -> Optional.of(MediaTypes.PROPERTY_MAP_PARAMETERS);
      case Service.FilteredNetworkMap _ -> Optional.of(MediaTypes.NETWORK_MAP_FILTER);
      case Service.FilteredCostMap _ -> Optional.of(MediaTypes.COST_MAP_FILTER);
      case Service.EndpointCosts _ -> Optional.of(MediaTypes.ENDPOINT_COST_PARAMETERS);
      case Service.EndpointProperties _ -> Optional.of(MediaTypes.ENDPOINT_PROPERTY_PARAMETERS);
      case Service.UpdateStream _ -> Optional.of(MediaTypes.STREAM_PARAMETERS);
    };
  }
}
