// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.maps;

import dev.tocsin.alto.core.maps.MapException;
import dev.tocsin.alto.core.maps.PropertyMap;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.directory.Directory;
import dev.tocsin.alto.wire.entity.Entity;
import dev.tocsin.alto.wire.entity.QualifiedName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A property map as a client searches it: what a server leaves out because it is inherited is
/// found (RFC 9240 §7.6). Immutable.
public final class EntityProperties {

  private final Map<QualifiedName, List<String>> mappings;
  private final PropertyMap map;

  private EntityProperties(Map<QualifiedName, List<String>> mappings, PropertyMap map) {
    this.mappings = mappings;
    this.map = map;
  }

  /// What the directory does not announce is ignored, and so is a second spelling of an entity.
  public static EntityProperties of(
      AltoAnswer.PropertyMapAnswer answer, Directory.Capabilities capabilities) {
    var mappings = new LinkedHashMap<QualifiedName, List<String>>();
    capabilities
        .mappings()
        .forEach(
            (name, properties) ->
                QualifiedName.domain(name).ifPresent(domain -> mappings.put(domain, properties)));
    var builder = new PropertyMap.Builder();
    answer
        .entities()
        .forEach(
            (text, values) ->
                Entity.parse(text, mappings.keySet())
                    .ifPresent(entity -> add(builder, entity, values, mappings)));
    return new EntityProperties(mappings, builder.build());
  }

  private static void add(
      PropertyMap.Builder builder,
      Entity entity,
      Map<String, JsonNode> values,
      Map<QualifiedName, List<String>> mappings) {
    values.forEach(
        (name, value) -> {
          if (!mappings.getOrDefault(entity.domain(), List.of()).contains(name)) return;
          var property = QualifiedName.property(name);
          if (property.isEmpty()) return;
          try {
            builder.set(entity, property.get(), value);
          } catch (MapException e) {
            // The first that is told is believed.
          }
        });
  }

  /// @param entity such as `ipv4:192.0.2.7`, also one that the map does not name but covers
  /// @param property by its full name
  /// @return empty if there is none, or the server says so
  public Optional<JsonNode> find(String entity, String property) {
    var name = QualifiedName.property(property);
    var found = Entity.parse(entity, mappings.keySet());
    if (name.isEmpty() || found.isEmpty()) return Optional.empty();
    return switch (found.get()) {
      case Entity.Addresses(var domain, var prefix) ->
          map.values(domain, name.get())
              .flatMap(values -> values.find(prefix))
              .filter(value -> !value.isNull());
      case Entity.Named named ->
          Optional.ofNullable(map.of(named).get(name.get())).filter(value -> !value.isNull());
    };
  }
}
