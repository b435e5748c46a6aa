// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.maps;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Everything that a server knows at one moment. Whoever answers takes one of these and answers
/// from it alone, so that no answer mixes two versions. Immutable.
///
/// @param networkMaps by resource id
/// @param costs by network map and metric
/// @param calendars by network map and metric, beside the costs of the moment
/// @param properties of endpoints, by property type
/// @param propertyMaps by name
public record Publication(
    Map<String, NetworkMap> networkMaps,
    Map<CostKey, CostMatrix> costs,
    Map<CostKey, CostCalendar> calendars,
    Map<String, PrefixValues> properties,
    Map<String, PropertyMap> propertyMaps) {

  public Publication(
      Map<String, NetworkMap> networkMaps,
      Map<CostKey, CostMatrix> costs,
      Map<String, PrefixValues> properties) {
    this(networkMaps, costs, Map.of(), properties, Map.of());
  }

  /// @param networkMap resource id
  public record CostKey(String networkMap, String metric) {}

  /// @throws MapException if costs are not about the PIDs of their network map
  public Publication {
    networkMaps = Map.copyOf(networkMaps);
    costs = Map.copyOf(costs);
    calendars = Map.copyOf(calendars);
    properties = Map.copyOf(properties);
    propertyMaps = Map.copyOf(propertyMaps);
    for (var each : costs.entrySet()) check(networkMaps, each.getKey(), each.getValue());
    for (var each : calendars.entrySet()) {
      for (var then : each.getValue().values()) check(networkMaps, each.getKey(), then);
    }
  }

  private static void check(Map<String, NetworkMap> networkMaps, CostKey key, CostMatrix costs) {
    var map = networkMaps.get(key.networkMap());
    if (map == null) {
      throw new MapException("costs for a network map that is not there: " + key);
    }
    if (map.pids().size() != costs.size()) {
      throw new MapException(
          "expected costs between %d PIDs for %s, found %d"
              .formatted(map.pids().size(), key, costs.size()));
    }
  }

  /// The same with the calendars' costs of this moment.
  // RFC 8896 §3.3.2: who asks for no calendar gets them.
  public Publication at(Instant now) {
    if (calendars.isEmpty()) return this;
    var current = new HashMap<>(costs);
    var rounds = new HashMap<CostKey, CostCalendar>();
    calendars.forEach(
        (key, calendar) -> {
          current.put(key, calendar.current(now));
          rounds.put(key, calendar.at(now));
        });
    return new Publication(networkMaps, current, rounds, properties, propertyMaps);
  }

  /// When other costs of a calendar hold; `Instant.MAX` without calendars.
  public Instant next(Instant now) {
    return calendars.values().stream()
        .map(calendar -> calendar.next(now))
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }

  public Optional<NetworkMap> networkMap(String id) {
    return Optional.ofNullable(networkMaps.get(id));
  }

  public Optional<CostMatrix> costs(String networkMap, String metric) {
    return Optional.ofNullable(costs.get(new CostKey(networkMap, metric)));
  }

  public Optional<CostCalendar> calendar(String networkMap, String metric) {
    return Optional.ofNullable(calendars.get(new CostKey(networkMap, metric)));
  }
}
