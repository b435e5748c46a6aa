// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.service;

import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.directory.Directory;
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
public record Catalog(String defaultNetworkMap, Map<String, Service> services) {

  /// Resources lie below this, by their ids.
  public static final String PATH = "resource/";

  private static final String ROUTING_COST = CostType.ROUTING_COST;

  public Catalog {
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
  }

  /// Everything that RFC 7285 demands of a server and this one would not keep.
  ///
  /// @return sentences; empty if all is well
  public List<String> complaints() {
    var complaints = new ArrayList<String>();
    services.forEach((id, service) -> complaints.addAll(complaints(id, service)));
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
    var complaints = new ArrayList<String>();
    if (!Names.isResourceId(id) || id.indexOf('.') >= 0) {
      complaints.add("resource id '%s': expected up to 64 letters, digits and :@_-".formatted(id));
    }
    for (var map : mapsOf(service)) {
      if (!(services.get(map) instanceof Service.WholeNetworkMap)) {
        complaints.add("%s rests on the network map '%s', which is not offered".formatted(id, map));
      }
    }
    return complaints;
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
            }
          }
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
    };
  }

  private static List<CostType> costTypes(Service service) {
    return switch (service) {
      case Service.WholeCostMap(_, var type) -> List.of(type);
      case Service.FilteredCostMap(_, var offer) -> offer.types();
      case Service.EndpointCosts(_, var offer) -> offer.types();
      case Service.WholeNetworkMap _, Service.FilteredNetworkMap _ -> List.of();
      case Service.EndpointProperties _ -> List.of();
    };
  }

  /// The directory of all of them, with addresses relative to its own (RFC 7285 §9.2).
  public Directory directory() {
    var types = new LinkedHashMap<String, CostType>();
    for (var service : services.values()) {
      for (var type : costTypes(service)) types.putIfAbsent(name(type), type);
    }
    var entries = new LinkedHashMap<String, Directory.Entry>();
    services.forEach((id, service) -> entries.put(id, entry(id, service)));
    return new Directory(types, Optional.of(defaultNetworkMap), entries);
  }

  private static String name(CostType type) {
    var mode = type.mode().length() > 3 ? type.mode().substring(0, 3) : type.mode();
    return mode + "-" + type.metric();
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
    };
  }

  private static Directory.Entry entry(
      String id, Service service, Directory.Capabilities capabilities, List<String> uses) {
    return new Directory.Entry(PATH + id, mediaType(service), accepts(service), capabilities, uses);
  }

  private static Directory.Capabilities costs(CostOffer offer) {
    return new Directory.Capabilities(
        new Directory.Costs(
            offer.types().stream().map(Catalog::name).toList(),
            offer.hasConstraints(),
            offer.typesMax(),
            offer.testable().stream().map(Catalog::name).toList(),
            List.of()));
  }

  /// Of its answers.
  public static String mediaType(Service service) {
    return switch (service) {
      case Service.WholeNetworkMap _, Service.FilteredNetworkMap _ -> MediaTypes.NETWORK_MAP;
      case Service.WholeCostMap _, Service.FilteredCostMap _ -> MediaTypes.COST_MAP;
      case Service.EndpointCosts _ -> MediaTypes.ENDPOINT_COST;
      case Service.EndpointProperties _ -> MediaTypes.ENDPOINT_PROPERTIES;
    };
  }

  /// Of the bodies that it wants; empty for what is had by GET.
  public static Optional<String> accepts(Service service) {
    return switch (service) {
      case Service.WholeNetworkMap _, Service.WholeCostMap _ -> Optional.empty();
      case Service.FilteredNetworkMap _ -> Optional.of(MediaTypes.NETWORK_MAP_FILTER);
      case Service.FilteredCostMap _ -> Optional.of(MediaTypes.COST_MAP_FILTER);
      case Service.EndpointCosts _ -> Optional.of(MediaTypes.ENDPOINT_COST_PARAMETERS);
      case Service.EndpointProperties _ -> Optional.of(MediaTypes.ENDPOINT_PROPERTY_PARAMETERS);
    };
  }
}
