// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.answer;

import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.VersionTag;
import dev.tocsin.base.net.Prefix;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Answers to JSON.
public final class AltoAnswerWriter {

  private static final JsonFactory FACTORY = JsonFactory.builder().build();
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private AltoAnswerWriter() {}

  public static byte[] write(AltoAnswer answer) {
    return bytes(
        out -> {
          switch (answer) {
            case AltoAnswer.NetworkMapAnswer map -> networkMap(out, map);
            case AltoAnswer.CostMapAnswer map -> costMap(out, map);
            case AltoAnswer.EndpointCostAnswer costs -> endpointCosts(out, costs);
            case AltoAnswer.EndpointPropertyAnswer properties ->
                endpointProperties(out, properties);
            case AltoAnswer.PropertyMapAnswer map -> propertyMap(out, map);
          }
        });
  }

  /// RFC 7285 §8.5.1
  public static byte[] write(AltoError error) {
    return bytes(
        out -> {
          out.writeObjectPropertyStart("meta");
          out.writeStringProperty("code", error.code().name());
          error.syntaxError().ifPresent(text -> out.writeStringProperty("syntax-error", text));
          error.field().ifPresent(field -> out.writeStringProperty("field", field));
          error.value().ifPresent(value -> out.writeStringProperty("value", value));
          out.writeEndObject();
        });
  }

  private static byte[] bytes(Consumer<JsonGenerator> members) {
    var bytes = new ByteArrayOutputStream(512);
    try (var out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      out.writeStartObject();
      members.accept(out);
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void networkMap(JsonGenerator out, AltoAnswer.NetworkMapAnswer map) {
    out.writeObjectPropertyStart("meta");
    out.writeName("vtag");
    tag(out, map.versionTag());
    out.writeEndObject();
    out.writeObjectPropertyStart("network-map");
    map.pids()
        .forEach(
            (pid, prefixes) -> {
              out.writeObjectPropertyStart(pid);
              group(out, TypedAddress.IPV4, prefixes.stream().filter(Prefix::isIpv4).toList());
              group(out, TypedAddress.IPV6, prefixes.stream().filter(p -> !p.isIpv4()).toList());
              out.writeEndObject();
            });
    out.writeEndObject();
  }

  private static void group(JsonGenerator out, String type, List<Prefix> prefixes) {
    if (prefixes.isEmpty()) return;
    out.writeArrayPropertyStart(type);
    for (var prefix : prefixes) out.writeString(prefix.toString());
    out.writeEndArray();
  }

  private static void costMap(JsonGenerator out, AltoAnswer.CostMapAnswer map) {
    out.writeObjectPropertyStart("meta");
    dependent(out, List.of(map.networkMap()));
    costTypes(out, map.isMulti(), map.costs());
    out.writeEndObject();
    out.writeName("cost-map");
    costs(out, map.isMulti(), map.srcs(), map.dsts(), map.costs());
  }

  private static void endpointCosts(JsonGenerator out, AltoAnswer.EndpointCostAnswer answer) {
    out.writeObjectPropertyStart("meta");
    answer
        .versionTag()
        .ifPresent(
            tag -> {
              out.writeName("vtag");
              tag(out, tag);
            });
    costTypes(out, answer.isMulti(), answer.costs());
    out.writeEndObject();
    out.writeName("endpoint-cost-map");
    costs(out, answer.isMulti(), answer.srcs(), answer.dsts(), answer.costs());
  }

  private static void tag(JsonGenerator out, VersionTag tag) {
    out.writeStartObject();
    out.writeStringProperty("resource-id", tag.resourceId());
    out.writeStringProperty("tag", tag.tag());
    out.writeEndObject();
  }

  private static void dependent(JsonGenerator out, List<VersionTag> tags) {
    if (tags.isEmpty()) return;
    out.writeArrayPropertyStart("dependent-vtags");
    for (var tag : tags) tag(out, tag);
    out.writeEndArray();
  }

  // RFC 8189 §4.1.4: beside several types, "cost-type" is an empty object.
  private static void costTypes(JsonGenerator out, boolean isMulti, CostTable costs) {
    out.writeName("cost-type");
    if (isMulti) {
      out.writeStartObject();
      out.writeEndObject();
      out.writeArrayPropertyStart("multi-cost-types");
      for (var type : costs.types()) CostTypes.write(out, type);
      out.writeEndArray();
    } else {
      CostTypes.write(out, costs.types().getFirst());
    }
    var calendars = costs.calendars().values();
    if (calendars.isEmpty()) return;
    out.writeArrayPropertyStart("calendar-response-attributes");
    // RFC 8896 §5.1.2: names tell several calendars apart.
    for (var each : calendars) each.attributes().write(out, calendars.size() > 1);
    out.writeEndArray();
  }

  /// Sources without any cost are left out.
  private static void costs(
      JsonGenerator out, boolean isMulti, List<String> srcs, List<String> dsts, CostTable costs) {
    out.writeStartObject();
    // Each name is written once for each source: what is to be escaped is looked for once.
    var names = dsts.stream().map(SerializedString::new).toArray(SerializedString[]::new);
    // Of a million costs hardly any has a calendar.
    boolean isPlain = !isMulti && costs.calendars().isEmpty();
    for (int row = 0; row < srcs.size(); row++) {
      boolean isOpen = false;
      for (int column = 0; column < dsts.size(); column++) {
        if (!costs.isTold(row, column)) continue;
        if (!isOpen) out.writeObjectPropertyStart(srcs.get(row));
        isOpen = true;
        out.writeName(names[column]);
        if (isPlain) CostNumbers.write(out, costs.cost(0, row, column));
        else if (isMulti) layers(out, costs, row, column);
        else cost(out, costs, 0, row, column);
      }
      if (isOpen) out.writeEndObject();
    }
    out.writeEndObject();
  }

  private static void layers(JsonGenerator out, CostTable costs, int row, int column) {
    out.writeStartArray();
    for (int layer = 0; layer < costs.types().size(); layer++) {
      cost(out, costs, layer, row, column);
    }
    out.writeEndArray();
  }

  private static void cost(JsonGenerator out, CostTable costs, int layer, int row, int column) {
    if (!costs.calendars().containsKey(layer)) {
      CostNumbers.write(out, costs.cost(layer, row, column));
      return;
    }
    out.writeStartArray();
    for (var cost : costs.costs(layer, row, column)) CostNumbers.write(out, cost);
    out.writeEndArray();
  }

  private static void endpointProperties(
      JsonGenerator out, AltoAnswer.EndpointPropertyAnswer answer) {
    out.writeObjectPropertyStart("meta");
    dependent(out, answer.dependentTags());
    out.writeEndObject();
    out.writeObjectPropertyStart("endpoint-properties");
    answer
        .properties()
        .forEach(
            (endpoint, properties) -> {
              out.writeObjectPropertyStart(endpoint);
              properties.forEach(out::writeStringProperty);
              out.writeEndObject();
            });
    out.writeEndObject();
  }

  private static void propertyMap(JsonGenerator out, AltoAnswer.PropertyMapAnswer map) {
    out.writeObjectPropertyStart("meta");
    dependent(out, map.dependentTags());
    out.writeEndObject();
    out.writeObjectPropertyStart("property-map");
    map.entities().forEach((entity, properties) -> entity(out, entity, properties));
    out.writeEndObject();
  }

  private static void entity(JsonGenerator out, String entity, Map<String, JsonNode> properties) {
    out.writeObjectPropertyStart(entity);
    properties.forEach(
        (name, value) -> {
          out.writeName(name);
          out.writeRawValue(MAPPER.writeValueAsString(value));
        });
    out.writeEndObject();
  }
}
