// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.request;

import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.answer.CostTypes;
import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Requests to JSON; what {@link AltoRequestReader} reads.
public final class AltoRequestWriter {

  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  private AltoRequestWriter() {}

  public static String write(AltoRequest request) {
    var text = new StringWriter(512);
    try (var out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      members(out, request);
      out.writeEndObject();
    }
    return text.toString();
  }

  private static void members(JsonGenerator out, AltoRequest request) {
    switch (request) {
      case AltoRequest.NetworkMapFilter(var pids, var types) -> {
        texts(out, "pids", pids);
        if (!types.isEmpty()) texts(out, "address-types", types);
      }
      case AltoRequest.CostMapFilter(var costs, var srcs, var dsts) -> {
        costs(out, costs);
        out.writeObjectPropertyStart("pids");
        texts(out, "srcs", srcs);
        texts(out, "dsts", dsts);
        out.writeEndObject();
      }
      case AltoRequest.EndpointProperties(var properties, var endpoints) -> {
        texts(out, "properties", properties);
        addresses(out, "endpoints", endpoints);
      }
      case AltoRequest.EndpointCosts(var costs, var srcs, var dsts) -> {
        costs(out, costs);
        out.writeObjectPropertyStart("endpoints");
        if (!srcs.isEmpty()) addresses(out, "srcs", srcs);
        if (!dsts.isEmpty()) addresses(out, "dsts", dsts);
        out.writeEndObject();
      }
      case AltoRequest.PropertyMapFilter(var entities, var properties) -> {
        texts(out, "entities", entities);
        properties.ifPresent(names -> texts(out, "properties", names));
      }
      case AltoRequest.StreamChange(var add, var remove) -> {
        if (!add.isEmpty()) substreams(out, add);
        remove.ifPresent(ids -> texts(out, "remove", ids));
      }
    }
  }

  private static void costs(JsonGenerator out, CostQuery query) {
    if (query.isMulti()) {
      out.writeArrayPropertyStart("multi-cost-types");
      query.types().forEach(type -> CostTypes.write(out, type));
      out.writeEndArray();
    } else {
      out.writeName("cost-type");
      CostTypes.write(out, query.types().getFirst());
    }
    query
        .testable()
        .ifPresent(
            types -> {
              out.writeArrayPropertyStart("testable-cost-types");
              types.forEach(type -> CostTypes.write(out, type));
              out.writeEndArray();
            });
    conditions(out, query);
    if (!query.calendared().isEmpty()) {
      out.writeArrayPropertyStart("calendared");
      query.calendared().forEach(out::writeBoolean);
      out.writeEndArray();
    }
  }

  private static void conditions(JsonGenerator out, CostQuery query) {
    if (!query.isOr()) {
      if (query.anyOf().isEmpty()) return;
      texts(out, "constraints", conditions(query, query.anyOf().getFirst()));
      return;
    }
    out.writeArrayPropertyStart("or-constraints");
    for (var group : query.anyOf()) {
      out.writeStartArray();
      conditions(query, group).forEach(out::writeString);
      out.writeEndArray();
    }
    out.writeEndArray();
  }

  // RFC 8189 §4.1.3: the index stands in requests for several costs only.
  private static List<String> conditions(CostQuery query, List<CostTest> tests) {
    boolean isIndexed = query.isMulti() || query.testable().isPresent();
    return tests.stream()
        .map(
            test ->
                (isIndexed ? "[" + test.index() + "] " : "")
                    + test.operator().name().toLowerCase(Locale.ROOT)
                    + " "
                    + number(test.target()))
        .toList();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static void substreams(JsonGenerator out, Map<String, AltoRequest.Substream> add) {
    out.writeObjectPropertyStart("add");
    add.forEach(
        (id, each) -> {
          out.writeObjectPropertyStart(id);
          out.writeStringProperty("resource-id", each.resourceId());
          each.tag().ifPresent(tag -> out.writeStringProperty("tag", tag));
          if (!each.incremental()) out.writeBooleanProperty("incremental-changes", false);
          each.input()
              .ifPresent(
                  input -> {
                    out.writeName("input");
                    out.writeRawValue(input.toString());
                  });
          out.writeEndObject();
        });
    out.writeEndObject();
  }

  private static void addresses(JsonGenerator out, String name, List<TypedAddress> addresses) {
    texts(out, name, addresses.stream().map(TypedAddress::text).toList());
  }

  private static void texts(JsonGenerator out, String name, Collection<String> texts) {
    out.writeArrayPropertyStart(name);
    texts.forEach(out::writeString);
    out.writeEndArray();
  }
}
