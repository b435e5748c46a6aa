// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.tables;

import dev.tocsin.alto.core.maps.MapException;
import dev.tocsin.alto.core.maps.PropertyMap;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.entity.Entity;
import dev.tocsin.alto.wire.entity.QualifiedName;
import dev.tocsin.alto.wire.json.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// An operator's table of properties. As CSV: the entity in the first column, a property in each
/// other; an empty value is none, `null` says that there is none to be inherited either. As JSON:
/// entities with their properties, as in a property map (RFC 9240 §7.6).
public final class PropertyFile {

  /// Of a whole file in JSON.
  public static final int BYTES_MAX = TableJson.BYTES_MAX;

  private static final String NULL = "null";

  private final String name;
  private final Map<QualifiedName, List<QualifiedName>> mappings;
  private final PropertyMap.Builder into;
  private int entities;

  /// @param name of the source, for complaints
  /// @param mappings properties that entities of each domain may have
  public PropertyFile(
      String name, Map<QualifiedName, List<QualifiedName>> mappings, PropertyMap.Builder into) {
    this.name = name;
    this.mappings = mappings;
    this.into = into;
  }

  /// @return how many entities there are
  /// @throws dev.tocsin.alto.sources.SourceException naming the line of what is wrong
  public int csv(List<String> lines) {
    var columns = new ArrayList<QualifiedName>();
    Csv.read(
        name,
        lines,
        new Csv.Rows() {
          @Override
          public void header(List<String> names) {
            for (var each : names.subList(1, names.size())) columns.add(property(each));
          }

          @Override
          public void row(List<String> cells) {
            var entity = entity(cells.getFirst());
            for (int i = 1; i < cells.size(); i++) {
              if (!cells.get(i).isEmpty()) set(entity, columns.get(i - 1), node(cells.get(i)));
            }
            entities++;
          }
        });
    return entities;
  }

  private static JsonNode node(String text) {
    var nodes = JsonNodeFactory.instance;
    return text.equals(NULL) ? nodes.nullNode() : nodes.stringNode(text);
  }

  /// @return how many entities there are
  /// @throws dev.tocsin.alto.sources.SourceException naming the member that is wrong
  public int json(byte[] text) {
    TableJson.read(name, text, "property-map", this::json);
    return entities;
  }

  private void json(Fields all) {
    for (var text : all.names()) {
      var entity = entity(text);
      var values = all.object(text);
      for (var property : values.names()) {
        set(entity, property(property), values.json(property).orElseThrow());
      }
      entities++;
    }
  }

  private Entity entity(String text) {
    return Entity.parse(text, mappings.keySet())
        .or(() -> Entity.parse(typed(text), mappings.keySet()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected an entity of %s, found '%s'"
                        .formatted(mappings.keySet(), Csv.shown(text))));
  }

  /// Most tables are of addresses, and nobody else writes their type.
  private static String typed(String text) {
    return (text.indexOf(':') < 0 ? TypedAddress.IPV4 : TypedAddress.IPV6) + ":" + text;
  }

  private QualifiedName property(String text) {
    return mappings.values().stream()
        .flatMap(List::stream)
        .filter(each -> each.text().equals(text) || each.text().equals("." + text))
        .filter(each -> each.resource().isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected one of the properties %s, found '%s'"
                        .formatted(
                            mappings.values().stream().flatMap(List::stream).distinct().toList(),
                            Csv.shown(text))));
  }

  private void set(Entity entity, QualifiedName property, JsonNode value) {
    if (!mappings.getOrDefault(entity.domain(), List.of()).contains(property)) {
      throw new IllegalArgumentException(
          "%s has a %s, which is none of %s".formatted(entity.text(), property, entity.domain()));
    }
    try {
      into.set(entity, property, value);
    } catch (MapException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }
}
