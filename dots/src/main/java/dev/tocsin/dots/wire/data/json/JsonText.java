// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Bytes to JSON, within bounds on size, depth and the length of every token.
final class JsonText {

  private static final int NUMBER_CHARS_MAX = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DataLimits.DEPTH_MAX)
                  .maxStringLength(DataLimits.STRING_CHARS_MAX)
                  .maxNameLength(DataLimits.NAME_CHARS_MAX)
                  .maxNumberLength(NUMBER_CHARS_MAX)
                  .build())
          .build();

  private static final Pattern LINE_END = Pattern.compile("\\R");

  private JsonText() {}

  /// @throws DataRefusedException `malformed-message`, or `too-big` with 413
  static JsonValue parse(byte[] body, int bytesMax) {
    if (body.length > bytesMax) {
      throw new DataRefusedException(
          ErrorTag.TOO_BIG, "expected at most " + bytesMax + " bytes, found " + body.length);
    }
    try (var in = FACTORY.createParser(ObjectReadContext.empty(), utf8(body))) {
      if (in.nextToken() == null) throw malformed("expected a JSON object, found nothing");
      var value = value(in);
      if (in.nextToken() != null) throw malformed("expected nothing behind the JSON object");
      return value;
    } catch (JacksonException e) {
      throw malformed(complaint(e));
    }
  }

  // RFC 8259 §8.1: JSON between systems is UTF-8.
  private static String utf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("expected UTF-8");
    }
  }

  private static JsonValue value(JsonParser in) {
    return switch (in.currentToken()) {
      case START_OBJECT -> members(in);
      case START_ARRAY -> items(in);
      case VALUE_STRING -> new JsonValue.Text(in.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Number(in.getString());
      case VALUE_TRUE -> new JsonValue.Flag(true);
      case VALUE_FALSE -> new JsonValue.Flag(false);
      case VALUE_NULL -> new JsonValue.Null();
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("a value begins with " + in.currentToken());
    };
  }

  private static JsonValue members(JsonParser in) {
    var values = new LinkedHashMap<String, JsonValue>();
    Optional<String> repeated = Optional.empty();
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      in.nextToken();
      boolean isRepeated = values.put(name, value(in)) != null;
      if (isRepeated && repeated.isEmpty()) repeated = Optional.of(name);
    }
    return new JsonValue.Members(values, repeated);
  }

  private static JsonValue items(JsonParser in) {
    var values = new ArrayList<JsonValue>();
    while (in.nextToken() != JsonToken.END_ARRAY) values.add(value(in));
    return new JsonValue.Items(values);
  }

  private static String complaint(JacksonException e) {
    var where = e.getLocation();
    return "not JSON: %s (line %d, column %d)"
        .formatted(
            JsonValue.bare(LINE_END.split(e.getOriginalMessage(), 2)[0]),
            where == null ? 0 : where.getLineNr(),
            where == null ? 0 : where.getColumnNr());
  }

  private static DataRefusedException malformed(String message) {
    return new DataRefusedException(ErrorTag.MALFORMED_MESSAGE, message);
  }
}
