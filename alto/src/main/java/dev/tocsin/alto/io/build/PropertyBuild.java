// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.build;

import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.PrefixValues;
import dev.tocsin.alto.core.maps.PropertyMap;
import dev.tocsin.alto.core.properties.PropertyOffer;
import dev.tocsin.alto.io.settings.PropertySettings;
import dev.tocsin.alto.sources.SourceFile;
import dev.tocsin.alto.sources.tables.PropertyFile;
import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.entity.QualifiedName;
import dev.tocsin.base.net.Prefix;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Makes property maps of the files that the configuration names, and of network maps.
final class PropertyBuild {

  /// The property map that tells the PIDs of addresses in all network maps.
  static final String PIDS = "address-pids";

  private static final List<QualifiedName> ADDRESSES =
      Stream.of(TypedAddress.IPV4, TypedAddress.IPV6)
          .map(type -> QualifiedName.domain(type).orElseThrow())
          .toList();

  private final List<PropertySettings> settings;
  private final Map<String, NetworkMap> networkMaps;

  PropertyBuild(List<PropertySettings> settings, Map<String, NetworkMap> networkMaps) {
    this.settings = settings;
    this.networkMaps = networkMaps;
  }

  static PropertyOffer pids(List<String> networkMaps) {
    var names = networkMaps.stream().map(id -> QualifiedName.of(id, QualifiedName.PID)).toList();
    var mappings = new LinkedHashMap<QualifiedName, List<QualifiedName>>();
    for (var domain : ADDRESSES) mappings.put(domain, names);
    return new PropertyOffer(PIDS, mappings);
  }

  /// Properties of addresses that mean the same everywhere, and so may be told of endpoints, too
  /// (RFC 7285 §10.8.2).
  static List<String> ofEndpoints(List<PropertySettings> settings) {
    return settings.stream()
        .flatMap(each -> endpointProperties(each.offer()).stream())
        .map(QualifiedName::type)
        .distinct()
        .toList();
  }

  private static Set<QualifiedName> endpointProperties(PropertyOffer offer) {
    var properties = new LinkedHashSet<QualifiedName>();
    for (var domain : ADDRESSES) {
      for (var property : offer.mappings().getOrDefault(domain, List.of())) {
        if (Names.isPrivate(property.type()) && property.resource().isEmpty()) {
          properties.add(property);
        }
      }
    }
    return properties;
  }

  /// By name.
  ///
  /// @throws dev.tocsin.alto.sources.SourceException if a file cannot be read as what it should be
  Map<String, PropertyMap> maps(Consumer<String> progress) {
    var maps = new HashMap<String, PropertyMap>();
    maps.put(PIDS, pidsOf(pids(networkMaps.keySet().stream().sorted().toList())).build());
    for (var each : settings) maps.put(each.offer().map(), map(each, progress));
    return maps;
  }

  private PropertyMap map(PropertySettings each, Consumer<String> progress) {
    var into = pidsOf(each.offer());
    var file = each.table().file();
    var reader = new PropertyFile(file.toString(), each.offer().mappings(), into);
    int count =
        switch (each.table().format()) {
          case CSV -> reader.csv(SourceFile.lines(file));
          case JSON -> reader.json(SourceFile.bytes(file, PropertyFile.BYTES_MAX));
        };
    var made = into.build();
    var named = new HashMap<>(made.named());
    int gone = 0;
    for (var domain : List.copyOf(named.keySet())) {
      var known = known(domain, made.all(domain));
      gone += made.all(domain).size() - known.size();
      named.put(domain, known);
    }
    progress.accept(
        "%s: %,d entities, %,d of them PIDs that are gone".formatted(file, count, gone));
    return new PropertyMap(made.addresses(), named);
  }

  /// PIDs come and go with what the sources of the network say; a table does not follow.
  private SortedMap<String, Map<QualifiedName, JsonNode>> known(
      QualifiedName domain, SortedMap<String, Map<QualifiedName, JsonNode>> named) {
    var known = new TreeMap<>(named);
    if (domain.type().equals(QualifiedName.PID)) {
      var map = networkMaps.get(domain.resource().orElseThrow());
      known.keySet().removeIf(pid -> map == null || map.number(pid).isEmpty());
    }
    return known;
  }

  // RFC 9240 §8.7.1: the property `pid` is what the network map says.
  private PropertyMap.Builder pidsOf(PropertyOffer offer) {
    var into = new PropertyMap.Builder();
    offer
        .mappings()
        .forEach(
            (domain, properties) -> {
              for (var property : properties) {
                var map = property.resource().map(networkMaps::get);
                if (property.type().equals(QualifiedName.PID) && map.isPresent()) {
                  boolean ipv4 = domain.type().equals(TypedAddress.IPV4);
                  into.set(domain, property, PrefixValues.pids(map.get(), ipv4));
                }
              }
            });
    return into;
  }

  /// By property type.
  Map<String, PrefixValues> ofEndpoints(Map<String, PropertyMap> maps) {
    var values = new HashMap<String, Map<Prefix, JsonNode>>();
    for (var each : settings) {
      var map = maps.get(each.offer().map());
      if (map == null) throw new IllegalStateException("no property map " + each.offer().map());
      for (var property : endpointProperties(each.offer())) {
        var all = values.computeIfAbsent(property.type(), _ -> new HashMap<>());
        for (var domain : ADDRESSES) {
          map.values(domain, property).ifPresent(found -> found.each(all::putIfAbsent));
        }
      }
    }
    var endpoints = new HashMap<String, PrefixValues>();
    values.forEach((type, all) -> endpoints.put(type, PrefixValues.of(all)));
    return endpoints;
  }
}
