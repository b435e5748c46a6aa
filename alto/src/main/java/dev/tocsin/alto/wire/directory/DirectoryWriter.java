// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.directory;

import dev.tocsin.alto.wire.answer.CostTypes;
import java.io.ByteArrayOutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Directories to JSON; defaults are left out.
public final class DirectoryWriter {

  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  private DirectoryWriter() {}

  public static byte[] write(Directory directory) {
    var bytes = new ByteArrayOutputStream(2_048);
    try (var out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      out.writeStartObject();
      out.writeObjectPropertyStart("meta");
      out.writeObjectPropertyStart("cost-types");
      directory
          .costTypes()
          .forEach(
              (name, type) -> {
                out.writeName(name);
                CostTypes.write(out, type);
              });
      out.writeEndObject();
      directory
          .defaultNetworkMap()
          .ifPresent(id -> out.writeStringProperty("default-alto-network-map", id));
      out.writeEndObject();
      out.writeObjectPropertyStart("resources");
      directory.resources().forEach((id, entry) -> entry(out, id, entry));
      out.writeEndObject();
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void entry(JsonGenerator out, String id, Directory.Entry entry) {
    out.writeObjectPropertyStart(id);
    out.writeStringProperty("uri", entry.uri());
    out.writeStringProperty("media-type", entry.mediaType());
    entry.accepts().ifPresent(type -> out.writeStringProperty("accepts", type));
    if (!entry.capabilities().equals(Directory.Capabilities.NONE)) {
      out.writeObjectPropertyStart("capabilities");
      capabilities(out, entry.capabilities());
      out.writeEndObject();
    }
    texts(out, "uses", entry.uses());
    out.writeEndObject();
  }

  private static void capabilities(JsonGenerator out, Directory.Capabilities can) {
    var costs = can.costs();
    texts(out, "cost-type-names", costs.typeNames());
    if (costs.hasConstraints()) out.writeBooleanProperty("cost-constraints", true);
    if (costs.typesMax() > 0) out.writeNumberProperty("max-cost-types", costs.typesMax());
    texts(out, "testable-cost-type-names", costs.testableNames());
    if (!costs.calendars().isEmpty()) {
      out.writeArrayPropertyStart("calendar-attributes");
      for (var calendar : costs.calendars()) calendar(out, calendar);
      out.writeEndArray();
    }
    texts(out, "prop-types", can.propertyTypes());
    if (!can.mappings().isEmpty()) {
      out.writeObjectPropertyStart("mappings");
      can.mappings().forEach((domain, properties) -> array(out, domain, properties));
      out.writeEndObject();
    }
    if (!can.stream().patchTypes().isEmpty()) {
      out.writeObjectPropertyStart("incremental-change-media-types");
      can.stream().patchTypes().forEach(out::writeStringProperty);
      out.writeEndObject();
    }
    if (can.stream().hasControl()) out.writeBooleanProperty("support-stream-control", true);
  }

  private static void calendar(JsonGenerator out, Directory.Calendar calendar) {
    out.writeStartObject();
    array(out, "cost-type-names", calendar.typeNames());
    out.writeName("time-interval-size");
    double seconds = calendar.intervalSeconds();
    if (seconds == Math.rint(seconds)) out.writeNumber((long) seconds);
    else out.writeNumber(seconds);
    out.writeNumberProperty("number-of-intervals", calendar.intervals());
    out.writeEndObject();
  }

  private static void texts(JsonGenerator out, String name, List<String> texts) {
    if (!texts.isEmpty()) array(out, name, texts);
  }

  private static void array(JsonGenerator out, String name, List<String> texts) {
    out.writeArrayPropertyStart(name);
    for (var text : texts) out.writeString(text);
    out.writeEndArray();
  }
}
