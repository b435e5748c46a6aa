// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.json;

import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.base.observe.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Bytes to a tree of JSON, within bounds.
public final class JsonText {

  private static final int COMPLAINT_CHARS_MAX = 200;
  private static final int NUMBER_CHARS_MAX = 100;
  private static final Pattern LINE_END = Pattern.compile("\\R");

  private final JsonBounds bounds;
  private final JsonMapper mapper;

  public JsonText(JsonBounds bounds) {
    this(bounds, false);
  }

  /// For what servers send: takes the comma behind a last member, too, which RFC 7285 §9.2.3 shows.
  public static JsonText ofServers(JsonBounds bounds) {
    return new JsonText(bounds, true);
  }

  private JsonText(JsonBounds bounds, boolean takesTrailingComma) {
    this.bounds = bounds;
    this.mapper =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(bounds.depthMax())
                            .maxStringLength(bounds.stringCharsMax())
                            .maxNameLength(bounds.stringCharsMax())
                            .maxNumberLength(NUMBER_CHARS_MAX)
                            .build())
                    // RFC 8259 §4: what a name means that comes twice is anybody's guess.
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .configure(JsonReadFeature.ALLOW_TRAILING_COMMA, takesTrailingComma)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
  }

  /// @throws AltoRefusedException `E_SYNTAX` with line and column
  public JsonNode parse(byte[] text) {
    if (text.length > bounds.bytesMax()) {
      throw syntax("expected at most " + bounds.bytesMax() + " bytes, found " + text.length);
    }
    try {
      var node = mapper.readTree(utf8(text));
      if (node == null || node.isMissingNode()) throw syntax("expected JSON, found nothing");
      return node;
    } catch (JacksonException e) {
      var where = e.getLocation();
      throw syntax(
          "%s (line %d, column %d)"
              .formatted(
                  harmless(LINE_END.split(e.getOriginalMessage(), 2)[0]),
                  where == null ? 0 : where.getLineNr(),
                  where == null ? 0 : where.getColumnNr()));
    }
  }

  // RFC 8259 §8.1: JSON between systems is UTF-8.
  private static String utf8(byte[] text) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw syntax("expected UTF-8");
    }
  }

  private static String harmless(String text) {
    return Printable.escape(
        text.length() <= COMPLAINT_CHARS_MAX ? text : text.substring(0, COMPLAINT_CHARS_MAX) + "…");
  }

  private static AltoRefusedException syntax(String complaint) {
    return new AltoRefusedException(AltoError.syntax(complaint));
  }
}
