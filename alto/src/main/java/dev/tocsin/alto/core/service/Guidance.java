// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.service;

import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.guidance.CostSearch;
import dev.tocsin.alto.core.maps.CostCalendar;
import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.properties.PropertyOffer;
import dev.tocsin.alto.core.properties.PropertySearch;
import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.VersionTag;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.request.AltoRequest;
import dev.tocsin.alto.wire.request.CostQuery;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.net.PrefixLookup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Answers from one {@link Publication}. Any number of threads at a time.
///
/// What a service names has to be in the publication, or {@link IllegalStateException} is thrown;
/// what a request asks for and may not becomes {@link AltoRefusedException}.
public final class Guidance {

  private static final String PID_SUFFIX = ".pid";

  private final Publication publication;

  public Guidance(Publication publication) {
    this.publication = publication;
  }

  public AltoAnswer.NetworkMapAnswer networkMap(Service.WholeNetworkMap service) {
    return told(map(service.networkMap()), Set.of(), Set.of());
  }

  public AltoAnswer.NetworkMapAnswer filtered(
      Service.FilteredNetworkMap service, AltoRequest.NetworkMapFilter request) {
    return told(map(service.networkMap()), request.pids(), request.addressTypes());
  }

  // RFC 7285 §11.3.1.3: no names mean all; names that are not known are as if they were not there;
  // the version tag is that of the whole map (§11.3.1.6).
  private static AltoAnswer.NetworkMapAnswer told(
      NetworkMap map, Set<String> pids, Set<String> types) {
    var told = new LinkedHashMap<String, List<Prefix>>();
    for (var pid : map.pids()) {
      if (!pids.isEmpty() && !pids.contains(pid.name())) continue;
      var prefixes =
          types.isEmpty()
              ? pid.prefixes()
              : pid.prefixes().stream()
                  .filter(prefix -> types.contains(TypedAddress.typeOf(prefix)))
                  .toList();
      told.put(pid.name(), prefixes);
    }
    return new AltoAnswer.NetworkMapAnswer(map.versionTag(), told);
  }

  public AltoAnswer.CostMapAnswer costMap(Service.WholeCostMap service) {
    var map = map(service.networkMap());
    var offer = new CostOffer(List.of(service.type()), false, 0, List.of());
    var query =
        new CostQuery(
            List.of(service.type()), false, Optional.empty(), List.of(), false, List.of());
    return costs(map, offer, query, Set.of(), Set.of());
  }

  public AltoAnswer.CostMapAnswer filtered(
      Service.FilteredCostMap service, AltoRequest.CostMapFilter request) {
    var map = map(service.networkMap());
    return costs(map, service.offer(), request.costs(), request.srcs(), request.dsts());
  }

  private AltoAnswer.CostMapAnswer costs(
      NetworkMap map, CostOffer offer, CostQuery query, Set<String> srcs, Set<String> dsts) {
    int[] rows = numbers(map, srcs);
    int[] columns = numbers(map, dsts);
    var table = search(map, offer).search(query, rows, columns);
    return new AltoAnswer.CostMapAnswer(
        map.versionTag(), query.isMulti(), names(map, rows), names(map, columns), table);
  }

  // RFC 7285 §11.3.2.3: as for network maps.
  private static int[] numbers(NetworkMap map, Set<String> pids) {
    if (pids.isEmpty()) return IntStream.range(0, map.pids().size()).toArray();
    return pids.stream().flatMapToInt(pid -> map.number(pid).stream()).toArray();
  }

  private static List<String> names(NetworkMap map, int[] numbers) {
    return IntStream.of(numbers).mapToObj(number -> map.pids().get(number).name()).toList();
  }

  /// @param client where the request comes from: it stands for a list that is empty
  public AltoAnswer.EndpointCostAnswer endpointCosts(
      Service.EndpointCosts service, AltoRequest.EndpointCosts request, TypedAddress client) {
    var map = map(service.networkMap());
    var srcs = request.srcs().isEmpty() ? List.of(client) : request.srcs();
    var dsts = request.dsts().isEmpty() ? List.of(client) : request.dsts();
    var table =
        search(map, service.offer()).search(request.costs(), places(map, srcs), places(map, dsts));
    return new AltoAnswer.EndpointCostAnswer(
        Optional.of(map.versionTag()), request.costs().isMulti(), texts(srcs), texts(dsts), table);
  }

  /// A plain loop: a processor looks several up at once then, as most of the time it waits for
  /// memory.
  private static int[] places(NetworkMap map, List<TypedAddress> endpoints) {
    var lookup = map.lookup();
    var places = new int[endpoints.size()];
    for (int i = 0; i < places.length; i++) {
      int number = lookup.find(endpoints.get(i).prefix());
      places[i] = number == PrefixLookup.NONE ? CostSearch.NOWHERE : number;
    }
    return places;
  }

  private static List<String> texts(List<TypedAddress> endpoints) {
    return endpoints.stream().map(TypedAddress::text).toList();
  }

  private CostSearch search(NetworkMap map, CostOffer offer) {
    var byMetric = new HashMap<String, CostMatrix>();
    var mapId = map.versionTag().resourceId();
    var calendars = new HashMap<String, CostCalendar>();
    for (var type : offer.types()) {
      byMetric.put(type.metric(), matrix(mapId, type));
      if (offer.calendar(type).isPresent()) calendars.put(type.metric(), calendar(mapId, type));
    }
    return new CostSearch(offer, byMetric, calendars);
  }

  private CostMatrix matrix(String networkMap, CostType type) {
    return publication
        .costs(networkMap, type.metric())
        .orElseThrow(
            () -> new IllegalStateException("no " + type.metric() + " costs for " + networkMap));
  }

  private CostCalendar calendar(String networkMap, CostType type) {
    return publication
        .calendar(networkMap, type.metric())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no calendar of " + type.metric() + " for " + networkMap));
  }

  public AltoAnswer.EndpointPropertyAnswer properties(
      Service.EndpointProperties service, AltoRequest.EndpointProperties request) {
    var tags = new ArrayList<VersionTag>();
    for (var property : request.properties()) {
      var map = pidsOf(service, property);
      map.ifPresent(each -> tags.add(each.versionTag()));
      // RFC 7285 §11.4.1.4: only what the capabilities list.
      if (map.isEmpty() && !service.properties().contains(property)) {
        throw new AltoRefusedException(AltoError.value("properties", property));
      }
    }
    var found = new LinkedHashMap<String, Map<String, String>>();
    for (var endpoint : request.endpoints()) {
      var values = new LinkedHashMap<String, String>();
      for (var property : request.properties()) {
        value(service, property, endpoint.prefix()).ifPresent(value -> values.put(property, value));
      }
      found.put(endpoint.text(), values);
    }
    return new AltoAnswer.EndpointPropertyAnswer(tags, found);
  }

  private Optional<String> value(
      Service.EndpointProperties service, String property, Prefix endpoint) {
    var map = pidsOf(service, property);
    if (map.isEmpty()) {
      return Optional.ofNullable(publication.properties().get(property))
          .flatMap(values -> values.find(endpoint))
          // RFC 7285 §11.4.1.6: a string.
          .filter(JsonNode::isString)
          .map(JsonNode::stringValue);
    }
    var number = map.get().find(endpoint);
    return number.isEmpty()
        ? Optional.empty()
        : Optional.of(map.get().pids().get(number.getAsInt()).name());
  }

  // RFC 7285 §10.8.1, §7.1.1: a property of a resource is named after it.
  private Optional<NetworkMap> pidsOf(Service.EndpointProperties service, String property) {
    return service.pidsOf().stream()
        .filter(id -> property.equals(id + PID_SUFFIX))
        .findFirst()
        .map(this::map);
  }

  /// RFC 9240 §7.6
  public AltoAnswer.PropertyMapAnswer propertyMap(Service.WholePropertyMap service) {
    return told(search(service.offer()).all());
  }

  /// RFC 9240 §8.6
  public AltoAnswer.PropertyMapAnswer filtered(
      Service.FilteredPropertyMap service, AltoRequest.PropertyMapFilter request) {
    return told(search(service.offer()).search(request));
  }

  private PropertySearch search(PropertyOffer offer) {
    var map = publication.propertyMaps().get(offer.map());
    if (map == null) throw new IllegalStateException("no property map " + offer.map());
    return new PropertySearch(offer, map);
  }

  private AltoAnswer.PropertyMapAnswer told(PropertySearch.Found found) {
    return new AltoAnswer.PropertyMapAnswer(
        found.uses().stream().map(id -> map(id).versionTag()).toList(), found.entities());
  }

  /// What an answer to a service that is had by GET is made of: where that is the same in another
  /// publication, so is the answer.
  public List<Object> basis(Service service) {
    return switch (service) {
      case Service.WholeNetworkMap(var map) -> List.of(publication.networkMap(map));
      case Service.WholeCostMap(var map, var type) ->
          List.of(publication.networkMap(map), publication.costs(map, type.metric()));
      case Service.WholePropertyMap(var offer) ->
          List.of(
              offer.uses().stream().map(publication::networkMap).toList(),
              Optional.ofNullable(publication.propertyMaps().get(offer.map())));
      case Service.FilteredNetworkMap _, Service.FilteredCostMap _ -> List.of(publication);
      case Service.FilteredPropertyMap _, Service.EndpointCosts _ -> List.of(publication);
      case Service.EndpointProperties _, Service.UpdateStream _ -> List.of(publication);
    };
  }

  private NetworkMap map(String id) {
    return publication
        .networkMap(id)
        .orElseThrow(() -> new IllegalStateException("no network map " + id));
  }
}
