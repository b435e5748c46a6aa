// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.data.rest.DataError;
import dev.tocsin.dots.wire.data.rest.ErrorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// The document `ietf-restconf:errors` (RFC 8040 §7.1).
final class ErrorsJson {

  private static final String ERRORS = "ietf-restconf:errors";
  private static final int ERRORS_MAX = 100;

  private ErrorsJson() {}

  static void write(JsonGenerator out, List<DataError> errors) {
    out.writeStartObject();
    out.writeObjectPropertyStart(ERRORS);
    out.writeArrayPropertyStart("error");
    for (var error : errors) {
      out.writeStartObject();
      out.writeStringProperty("error-type", error.type().label());
      out.writeStringProperty("error-tag", error.tag());
      error.appTag().ifPresent(tag -> out.writeStringProperty("error-app-tag", tag));
      error.path().ifPresent(path -> out.writeStringProperty("error-path", path));
      out.writeStringProperty("error-message", error.message());
      error.viaHeader().ifPresent(via -> via(out, via));
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
    out.writeEndObject();
  }

  // RFC 8783 Figure 3: the error-info is a copy of the Via header.
  private static void via(JsonGenerator out, String header) {
    out.writeObjectPropertyStart("error-info");
    out.writeStringProperty("via-header", header);
    out.writeEndObject();
  }

  /// Liberal: whatever is not there or not as expected is left out.
  ///
  /// @return empty if this is no such document
  static List<DataError> read(JsonValue json) {
    var errors = new ArrayList<DataError>();
    if (member(json, ERRORS).flatMap(all -> member(all, "error")).orElse(null)
        instanceof JsonValue.Items(var items)) {
      items.stream().limit(ERRORS_MAX).forEach(item -> errors.add(error(item)));
    }
    return errors;
  }

  private static DataError error(JsonValue item) {
    return new DataError(
        text(item, "error-type").flatMap(ErrorsJson::type).orElse(ErrorType.APPLICATION),
        text(item, "error-tag").orElse("operation-failed"),
        text(item, "error-app-tag"),
        text(item, "error-path"),
        text(item, "error-message").orElse("no message"),
        member(item, "error-info").flatMap(info -> text(info, "via-header")));
  }

  private static Optional<ErrorType> type(String label) {
    return List.of(ErrorType.values()).stream()
        .filter(type -> type.label().equals(label))
        .findFirst();
  }

  private static Optional<JsonValue> member(JsonValue json, String name) {
    return json instanceof JsonValue.Members(var values, _)
        ? Optional.ofNullable(values.get(name))
        : Optional.empty();
  }

  private static Optional<String> text(JsonValue json, String name) {
    return member(json, name)
        .flatMap(
            value ->
                value instanceof JsonValue.Text(var text) ? Optional.of(text) : Optional.empty());
  }
}
