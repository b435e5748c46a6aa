// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.service;

import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.properties.PropertyOffer;
import dev.tocsin.alto.wire.CostType;
import java.util.List;

/// One information resource (RFC 7285 §8.1): what it gives, from which network map.
public sealed interface Service {

  /// RFC 7285 §11.2.1; its resource id is the network map's.
  record WholeNetworkMap(String networkMap) implements Service {}

  /// RFC 7285 §11.3.1
  record FilteredNetworkMap(String networkMap) implements Service {}

  /// RFC 7285 §11.2.3
  record WholeCostMap(String networkMap, CostType type) implements Service {}

  /// RFC 7285 §11.3.2
  record FilteredCostMap(String networkMap, CostOffer offer) implements Service {}

  /// RFC 7285 §11.5.1. Clients do not learn which network map answers.
  record EndpointCosts(String networkMap, CostOffer offer) implements Service {}

  /// RFC 8895 §6
  ///
  /// @param resources that it tells changes of
  record UpdateStream(List<String> resources) implements Service {
    public UpdateStream {
      resources = List.copyOf(resources);
    }
  }

  /// RFC 7285 §11.4.1
  ///
  /// @param pidsOf network maps whose PIDs are told
  /// @param properties other property types
  record EndpointProperties(List<String> pidsOf, List<String> properties) implements Service {
    public EndpointProperties {
      pidsOf = List.copyOf(pidsOf);
      properties = List.copyOf(properties);
    }
  }

  /// RFC 9240 §7
  record WholePropertyMap(PropertyOffer offer) implements Service {}

  /// RFC 9240 §8
  record FilteredPropertyMap(PropertyOffer offer) implements Service {}
}
