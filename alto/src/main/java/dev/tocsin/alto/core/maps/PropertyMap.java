// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.maps;

import dev.tocsin.alto.wire.entity.Entity;
import dev.tocsin.alto.wire.entity.QualifiedName;
import dev.tocsin.base.net.Prefix;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Properties of entities (RFC 9240 §7), as they were defined; what prefixes inherit is found when
/// it is asked for. Immutable.
///
/// @param addresses by domain and property
/// @param named by domain, id and property
public record PropertyMap(
    Map<QualifiedName, Map<QualifiedName, PrefixValues>> addresses,
    Map<QualifiedName, SortedMap<String, Map<QualifiedName, JsonNode>>> named) {

  public PropertyMap {
    addresses = Map.copyOf(addresses);
    named = Map.copyOf(named);
  }

  public Optional<PrefixValues> values(QualifiedName domain, QualifiedName property) {
    return Optional.ofNullable(addresses.getOrDefault(domain, Map.of()).get(property));
  }

  /// Properties of one entity of a domain whose entities have names.
  public Map<QualifiedName, JsonNode> of(Entity.Named entity) {
    return all(entity.domain()).getOrDefault(entity.id(), Map.of());
  }

  /// By id.
  public SortedMap<String, Map<QualifiedName, JsonNode>> all(QualifiedName domain) {
    return named.getOrDefault(domain, Collections.emptySortedMap());
  }

  /// What is to become one.
  public static final class Builder {
    private final Map<QualifiedName, Map<QualifiedName, Map<Prefix, JsonNode>>> addresses =
        new HashMap<>();
    private final Map<QualifiedName, Map<QualifiedName, PrefixValues>> made = new HashMap<>();
    private final Map<QualifiedName, SortedMap<String, Map<QualifiedName, JsonNode>>> named =
        new HashMap<>();

    /// @throws MapException if the entity has the property already
    public Builder set(Entity entity, QualifiedName property, JsonNode value) {
      var before =
          switch (entity) {
            case Entity.Addresses(var domain, var prefix) ->
                addresses
                    .computeIfAbsent(domain, _ -> new HashMap<>())
                    .computeIfAbsent(property, _ -> new HashMap<>())
                    .putIfAbsent(prefix, value);
            case Entity.Named(var domain, var id) ->
                named
                    .computeIfAbsent(domain, _ -> new TreeMap<>())
                    .computeIfAbsent(id, _ -> new LinkedHashMap<>())
                    .putIfAbsent(property, value);
          };
      if (before != null) {
        throw new MapException("%s has %s twice".formatted(entity.text(), property));
      }
      return this;
    }

    /// A property of addresses that is known as a whole.
    public Builder set(QualifiedName domain, QualifiedName property, PrefixValues values) {
      made.computeIfAbsent(domain, _ -> new HashMap<>()).put(property, values);
      return this;
    }

    public PropertyMap build() {
      addresses.forEach(
          (domain, properties) ->
              properties.forEach(
                  (property, values) -> set(domain, property, PrefixValues.of(values))));
      return new PropertyMap(made, named);
    }
  }
}
