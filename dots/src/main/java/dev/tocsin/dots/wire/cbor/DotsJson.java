// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.cbor;

import dev.tocsin.base.bytes.WireException;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// DOTS bodies between CBOR and the JSON that the RFCs print (RFC 9132 §6, RFC 7951): for people
/// and tests. It knows the keys of all four RFCs but not where each belongs; what a server accepts
/// is decided in `wire.codec`.
public final class DotsJson {

  /// Larger bodies are refused in either direction.
  public static final int BYTES_MAX = 1 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final Pattern LINE_END = Pattern.compile("\\R");

  private DotsJson() {}

  /// @throws WireException if this is no DOTS body
  public static JsonNode toJson(byte[] cbor) {
    checkSize(cbor.length);
    return new TreeDecoder(cbor).decode();
  }

  /// Maps are written in ascending order of their keys.
  ///
  /// @throws WireException if a name or a value has no place in DOTS CBOR
  public static byte[] toCbor(JsonNode json) {
    return new TreeEncoder().encode(json);
  }

  /// @throws WireException if the text is not JSON
  public static JsonNode parse(String text) {
    checkSize(text.length());
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      var where = e.getLocation();
      throw new WireException(
          "not JSON: %s (line %d, column %d)"
              .formatted(
                  LINE_END.split(e.getOriginalMessage(), 2)[0],
                  where == null ? 0 : where.getLineNr(),
                  where == null ? 0 : where.getColumnNr()),
          e);
    }
  }

  private static void checkSize(int bytes) {
    if (bytes > BYTES_MAX) throw new WireException("more than " + BYTES_MAX + " bytes");
  }
}
