// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import dev.tocsin.alto.wire.MediaTypes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// How much of a resource is other than before.
///
/// @param of what is counted
/// @param changed how many are new, gone, or have another value
/// @param total how many there are now
public record Difference(Unit of, long changed, long total) {

  public enum Unit {
    PREFIXES,
    COSTS,
    PROPERTIES,
    /// Of a resource that nothing more is known of.
    MEMBERS
  }

  /// @param mediaType of the resource
  public static Difference of(String mediaType, Optional<JsonNode> before, JsonNode now) {
    var old = before.orElse(MissingNode.getInstance());
    return switch (mediaType) {
      case MediaTypes.NETWORK_MAP -> prefixes(old.path("network-map"), now.path("network-map"));
      case MediaTypes.COST_MAP -> pairs(Unit.COSTS, "cost-map", old, now);
      case MediaTypes.ENDPOINT_COST -> pairs(Unit.COSTS, "endpoint-cost-map", old, now);
      case MediaTypes.ENDPOINT_PROPERTIES ->
          pairs(Unit.PROPERTIES, "endpoint-properties", old, now);
      case MediaTypes.PROPERTY_MAP -> pairs(Unit.PROPERTIES, "property-map", old, now);
      default -> members(old, now);
    };
  }

  private static Difference prefixes(JsonNode before, JsonNode now) {
    var pids = pidsByPrefix(now);
    // What is shared with the version before has not changed.
    if (before == now) return new Difference(Unit.PREFIXES, 0, pids.size());
    var old = pidsByPrefix(before);
    long gone = old.keySet().stream().filter(each -> !pids.containsKey(each)).count();
    long other =
        pids.entrySet().stream()
            .filter(each -> !each.getValue().equals(old.get(each.getKey())))
            .count();
    return new Difference(Unit.PREFIXES, gone + other, pids.size());
  }

  private static Map<String, String> pidsByPrefix(JsonNode map) {
    var pids = new HashMap<String, String>();
    for (var pid : map.properties()) {
      for (var type : pid.getValue().properties()) {
        for (var prefix : type.getValue()) {
          pids.put(type.getKey() + ":" + prefix.asString(""), pid.getKey());
        }
      }
    }
    return pids;
  }

  private static Difference pairs(Unit unit, String member, JsonNode before, JsonNode now) {
    return rows(unit, before.path(member), now.path(member));
  }

  private static Difference rows(Unit unit, JsonNode before, JsonNode now) {
    long changed = 0;
    long total = 0;
    for (var row : now.properties()) {
      var old = before.path(row.getKey());
      total += row.getValue().size();
      if (old != row.getValue()) changed += members(old, row.getValue()).changed();
    }
    for (var row : before.properties()) {
      if (!now.has(row.getKey())) changed += row.getValue().size();
    }
    return new Difference(unit, changed, total);
  }

  private static Difference members(JsonNode before, JsonNode now) {
    long changed = 0;
    for (var member : now.properties()) {
      if (!member.getValue().equals(before.get(member.getKey()))) changed++;
    }
    for (var member : before.properties()) {
      if (!now.has(member.getKey())) changed++;
    }
    return new Difference(Unit.MEMBERS, changed, now.size());
  }
}
