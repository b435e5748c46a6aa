// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.answer;

import dev.tocsin.alto.wire.VersionTag;
import dev.tocsin.base.net.Prefix;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a server answers with, besides its directory. Names keep their order.
public sealed interface AltoAnswer {

  /// RFC 7285 §11.2.1.6. Groups of an address type that is not known here are left out, their PID
  /// stays (RFC 7285 §11.2.1.7).
  ///
  /// @param pids prefixes by PID
  record NetworkMapAnswer(VersionTag versionTag, Map<String, List<Prefix>> pids)
      implements AltoAnswer {
    public NetworkMapAnswer {
      pids = ordered(pids);
    }
  }

  /// RFC 7285 §11.2.3.6, RFC 8189 §4.1.4
  ///
  /// @param networkMap the version that the PIDs are of
  /// @param isMulti whether every cost is an array, with `null` for what is not known
  record CostMapAnswer(
      VersionTag networkMap, boolean isMulti, List<String> srcs, List<String> dsts, CostTable costs)
      implements AltoAnswer {
    public CostMapAnswer {
      srcs = List.copyOf(srcs);
      dsts = List.copyOf(dsts);
    }
  }

  /// RFC 7285 §11.5.1.6
  ///
  /// @param versionTag a client in use demands one; RFC 7285 has none here
  /// @param srcs endpoints as the request spelled them
  record EndpointCostAnswer(
      Optional<VersionTag> versionTag,
      boolean isMulti,
      List<String> srcs,
      List<String> dsts,
      CostTable costs)
      implements AltoAnswer {
    public EndpointCostAnswer {
      srcs = List.copyOf(srcs);
      dsts = List.copyOf(dsts);
    }
  }

  /// RFC 7285 §11.4.1.6
  ///
  /// @param dependentTags of the network maps whose PIDs are told
  /// @param properties by endpoint as the request spelled it; what is not known is left out
  record EndpointPropertyAnswer(
      List<VersionTag> dependentTags, Map<String, Map<String, String>> properties)
      implements AltoAnswer {
    public EndpointPropertyAnswer {
      dependentTags = List.copyOf(dependentTags);
      properties = ordered(properties);
    }
  }

  /// RFC 9240 §7.6
  ///
  /// @param entities properties by entity; a value may be any JSON, `null` included
  record PropertyMapAnswer(
      List<VersionTag> dependentTags, Map<String, Map<String, JsonNode>> entities)
      implements AltoAnswer {
    public PropertyMapAnswer {
      dependentTags = List.copyOf(dependentTags);
      entities = ordered(entities);
    }
  }

  private static <V> Map<String, V> ordered(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
