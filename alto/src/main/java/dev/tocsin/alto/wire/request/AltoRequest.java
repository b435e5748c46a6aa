// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.request;

import dev.tocsin.alto.wire.TypedAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What a client can send in a body. Lists keep their order; what stands twice in a list of names
/// stands there once (RFC 7285 §11.3).
public sealed interface AltoRequest {

  /// RFC 7285 §11.3.1.3
  ///
  /// @param pids empty for all
  /// @param addressTypes empty for all
  record NetworkMapFilter(Set<String> pids, Set<String> addressTypes) implements AltoRequest {}

  /// RFC 7285 §11.3.2.3
  ///
  /// @param srcs empty for all
  /// @param dsts empty for all
  record CostMapFilter(CostQuery costs, Set<String> srcs, Set<String> dsts)
      implements AltoRequest {}

  /// RFC 7285 §11.4.1.3
  record EndpointProperties(Set<String> properties, List<TypedAddress> endpoints)
      implements AltoRequest {
    public EndpointProperties {
      endpoints = List.copyOf(endpoints);
    }
  }

  /// RFC 7285 §11.5.1.3; an empty list stands for the address that the client is seen with, and one
  /// of the two is not empty.
  record EndpointCosts(CostQuery costs, List<TypedAddress> srcs, List<TypedAddress> dsts)
      implements AltoRequest {
    public EndpointCosts {
      srcs = List.copyOf(srcs);
      dsts = List.copyOf(dsts);
    }
  }

  /// RFC 9240 §8.3
  ///
  /// @param entities as they came; empty for all
  /// @param properties absent: which entities have any is all that is asked; empty: all
  record PropertyMapFilter(Set<String> entities, Optional<Set<String>> properties)
      implements AltoRequest {}

  /// RFC 8895 §6.5 and §7.1
  ///
  /// @param add by substream id
  /// @param remove substream ids; absent if none is, empty for all
  record StreamChange(Map<String, Substream> add, Optional<Set<String>> remove)
      implements AltoRequest {
    public StreamChange {
      add = Collections.unmodifiableMap(new LinkedHashMap<>(add));
    }
  }

  /// @param tag of the version that the client has
  /// @param input the body that a request to the resource would have
  record Substream(
      String resourceId, Optional<String> tag, boolean incremental, Optional<JsonNode> input) {}
}
