// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.maps;

import java.util.Map;
import java.util.Optional;

/// Everything that a server knows at one moment. Whoever answers takes one of these and answers
/// from it alone, so that no answer mixes two versions. Immutable.
///
/// @param networkMaps by resource id
/// @param costs by network map and metric
/// @param properties by property type
public record Publication(
    Map<String, NetworkMap> networkMaps,
    Map<CostKey, CostMatrix> costs,
    Map<String, PropertyTable> properties) {

  /// @param networkMap resource id
  public record CostKey(String networkMap, String metric) {}

  /// @throws MapException if costs are not about the PIDs of their network map
  public Publication {
    networkMaps = Map.copyOf(networkMaps);
    costs = Map.copyOf(costs);
    properties = Map.copyOf(properties);
    for (var each : costs.entrySet()) {
      var map = networkMaps.get(each.getKey().networkMap());
      if (map == null) {
        throw new MapException("costs for a network map that is not there: " + each.getKey());
      }
      if (map.pids().size() != each.getValue().size()) {
        throw new MapException(
            "expected costs between %d PIDs for %s, found %d"
                .formatted(map.pids().size(), each.getKey(), each.getValue().size()));
      }
    }
  }

  public Optional<NetworkMap> networkMap(String id) {
    return Optional.ofNullable(networkMaps.get(id));
  }

  public Optional<CostMatrix> costs(String networkMap, String metric) {
    return Optional.ofNullable(costs.get(new CostKey(networkMap, metric)));
  }
}
