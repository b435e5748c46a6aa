// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.properties;

import dev.tocsin.alto.core.maps.PrefixValues;
import dev.tocsin.alto.core.maps.PropertyMap;
import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.entity.Entity;
import dev.tocsin.alto.wire.entity.QualifiedName;
import dev.tocsin.alto.wire.request.AltoRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Answers from one property map (RFC 9240 §7.6, §8.6).
public final class PropertySearch {

  private static final String ENTITIES = "entities";
  private static final String PROPERTIES = "properties";
  // A short request may name many wide prefixes, each with all that lies within it.
  private static final int TOLD_MAX = 1 << 22;

  private final PropertyOffer offer;
  private final PropertyMap map;

  /// @param entities properties by entity and by name
  /// @param uses resources that the answer depends on, in the order of the directory
  public record Found(Map<String, Map<String, JsonNode>> entities, Set<String> uses) {}

  public PropertySearch(PropertyOffer offer, PropertyMap map) {
    this.offer = offer;
    this.map = map;
  }

  /// Everything as it is defined; what is inherited is left to the rules of inheritance.
  public Found all() {
    return new Found(all(offer.properties().keySet(), false), offer.uses());
  }

  /// @throws AltoRefusedException if an entity or a property is not one of this map's
  public Found search(AltoRequest.PropertyMapFilter request) {
    var entities = entities(request.entities());
    var properties = request.properties().map(this::known);
    // RFC 9240 §8.3: an empty list of properties means all of them, no list that only entities are
    // asked for.
    var wanted = properties.filter(names -> !names.isEmpty()).orElse(offer.properties().keySet());
    boolean isBare = properties.isEmpty();
    if (entities.isEmpty()) return new Found(all(wanted, isBare), offer.uses());
    return new Found(
        isBare ? bare(entities) : told(entities, wanted), uses(entities.values(), wanted));
  }

  private Map<String, Entity> entities(Set<String> texts) {
    var entities = new LinkedHashMap<String, Entity>();
    for (var text : texts) {
      entities.put(
          text,
          Entity.parse(text, offer.domains())
              .orElseThrow(() -> new AltoRefusedException(AltoError.value(ENTITIES, text))));
    }
    return entities;
  }

  private Set<String> known(Set<String> names) {
    for (var name : names) {
      if (!offer.properties().containsKey(name)) {
        throw new AltoRefusedException(AltoError.value(PROPERTIES, name));
      }
    }
    return names;
  }

  // RFC 9240 §8.6: of everything if an entity means the same everywhere, otherwise of what the
  // entities and the properties depend on.
  private Set<String> uses(Iterable<Entity> entities, Set<String> properties) {
    var needed = new LinkedHashSet<String>();
    for (var entity : entities) {
      if (entity.domain().isAgnostic()) return offer.uses();
      entity.domain().resource().ifPresent(needed::add);
      for (var property : offer.mappings().getOrDefault(entity.domain(), List.of())) {
        if (properties.contains(property.text())) property.resource().ifPresent(needed::add);
      }
    }
    var uses = new LinkedHashSet<>(offer.uses());
    uses.retainAll(needed);
    return uses;
  }

  private Map<String, Map<String, JsonNode>> all(Set<String> wanted, boolean isBare) {
    var told = new LinkedHashMap<String, Map<String, JsonNode>>();
    for (var domain : offer.domains()) {
      wanted(domain, wanted)
          .forEach(
              (property, values) ->
                  values.each(
                      (prefix, value) -> {
                        var entity = new Entity.Addresses(domain, prefix).text();
                        tell(told, entity, property, value, isBare);
                      }));
      map.all(domain)
          .forEach(
              (id, properties) -> {
                var entity = new Entity.Named(domain, id).text();
                named(domain, properties, wanted)
                    .forEach((name, value) -> tell(told, entity, name, value, isBare));
              });
    }
    return told;
  }

  private static void tell(
      Map<String, Map<String, JsonNode>> told,
      String entity,
      QualifiedName property,
      JsonNode value,
      boolean isBare) {
    if (isBare && value.isNull()) return;
    var properties = told.computeIfAbsent(entity, _ -> new LinkedHashMap<>());
    if (!isBare) properties.put(property.text(), value);
  }

  private Map<String, Map<String, JsonNode>> told(
      Map<String, Entity> entities, Set<String> wanted) {
    var spelled = new HashMap<Entity, String>();
    entities.forEach((text, entity) -> spelled.putIfAbsent(entity, text));
    var told = new LinkedHashMap<String, Map<String, JsonNode>>();
    int count = 0;
    for (var each : entities.entrySet()) {
      var parts = parts(each.getValue(), wanted);
      count += parts.size();
      if (count > TOLD_MAX) {
        throw new AltoRefusedException(AltoError.value(ENTITIES, "more than one answer holds"));
      }
      parts.forEach(
          (entity, properties) -> {
            // Who asks looks entities up as it spelled them.
            var text =
                entity.equals(each.getValue())
                    ? each.getKey()
                    : spelled.getOrDefault(entity, entity.text());
            var values = told.computeIfAbsent(text, _ -> new LinkedHashMap<>());
            properties.forEach((name, value) -> values.put(name.text(), value));
          });
    }
    return told;
  }

  private Map<Entity, Map<QualifiedName, JsonNode>> parts(Entity entity, Set<String> wanted) {
    var parts = new LinkedHashMap<Entity, Map<QualifiedName, JsonNode>>();
    switch (entity) {
      case Entity.Addresses(var domain, var prefix) ->
          Covered.of(prefix, wanted(domain, wanted))
              .forEach((part, values) -> parts.put(new Entity.Addresses(domain, part), values));
      case Entity.Named named -> {
        var values = named(named.domain(), map.of(named), wanted);
        if (!values.isEmpty()) parts.put(named, values);
      }
    }
    return parts;
  }

  // RFC 9240 §8.6: the entities asked for that have a property, with nothing of it.
  private Map<String, Map<String, JsonNode>> bare(Map<String, Entity> entities) {
    var told = new LinkedHashMap<String, Map<String, JsonNode>>();
    var all = offer.properties().keySet();
    entities.forEach(
        (text, entity) -> {
          var values = new ArrayList<JsonNode>();
          switch (entity) {
            case Entity.Addresses(var domain, var prefix) ->
                wanted(domain, all)
                    .values()
                    .forEach(
                        property -> {
                          property.find(prefix).ifPresent(values::add);
                          property.within(prefix, (_, value) -> values.add(value));
                        });
            case Entity.Named named ->
                values.addAll(named(named.domain(), map.of(named), all).values());
          }
          if (values.stream().anyMatch(value -> !value.isNull())) told.put(text, Map.of());
        });
    return told;
  }

  private Map<QualifiedName, PrefixValues> wanted(QualifiedName domain, Set<String> wanted) {
    var properties = new LinkedHashMap<QualifiedName, PrefixValues>();
    for (var property : offer.mappings().getOrDefault(domain, List.of())) {
      if (!wanted.contains(property.text())) continue;
      map.values(domain, property).ifPresent(values -> properties.put(property, values));
    }
    return properties;
  }

  private Map<QualifiedName, JsonNode> named(
      QualifiedName domain, Map<QualifiedName, JsonNode> values, Set<String> wanted) {
    var properties = new LinkedHashMap<QualifiedName, JsonNode>();
    for (var property : offer.mappings().getOrDefault(domain, List.of())) {
      var value = values.get(property);
      if (value != null && wanted.contains(property.text())) properties.put(property, value);
    }
    return properties;
  }
}
