// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.topology;

import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.base.observe.Printable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON that routing daemons print: one text, or several after each other.
public final class SourceJson {

  /// Of a whole file; a database of ten thousand routers has some 20 MB.
  public static final int BYTES_MAX = 128 << 20;

  private static final int DEPTH_MAX = 32;
  private static final int STRING_CHARS_MAX = 1 << 16;
  private static final int SHOWN_CHARS_MAX = 300;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxStringLength(STRING_CHARS_MAX)
                          .build())
                  .build())
          .build();

  private SourceJson() {}

  /// Hands over one text after the other.
  ///
  /// @throws SourceException if something is no JSON, or what takes it refuses it with an
  ///   `IllegalArgumentException`
  static void each(String name, byte[] json, Consumer<JsonNode> taker) {
    try (var texts = MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(json)) {
      while (texts.hasNextValue()) {
        int line = texts.parser().currentTokenLocation().getLineNr();
        var text = texts.nextValue();
        try {
          taker.accept(text);
        } catch (IllegalArgumentException e) {
          throw new SourceException(name, "JSON that begins in line " + line, shown(e));
        }
      }
    } catch (JacksonException e) {
      var where = e.getLocation();
      throw new SourceException(
          name, "line " + (where == null ? 0 : where.getLineNr()), "not JSON: " + shown(e));
    }
  }

  /// @throws IllegalArgumentException if it is not there or no string
  static String text(JsonNode object, String member) {
    var node = object.get(member);
    if (node == null || !node.isString()) throw expected("a string as", member, node);
    return node.stringValue();
  }

  /// @throws IllegalArgumentException if it is not there or no whole number from 0 to `most`
  static int number(JsonNode object, String member, int most) {
    var node = object.get(member);
    if (node == null || !node.isIntegralNumber() || !node.canConvertToInt()) {
      throw expected("a whole number as", member, node);
    }
    int value = node.intValue();
    if (value < 0 || value > most) throw expected("0 to " + most + " as", member, node);
    return value;
  }

  private static IllegalArgumentException expected(
      String what, String member, @Nullable JsonNode found) {
    return new IllegalArgumentException(
        "expected %s '%s', found %s"
            .formatted(what, member, found == null ? "none" : shown(found)));
  }

  private static String shown(Object value) {
    var text = value instanceof Exception e ? String.valueOf(e.getMessage()) : value.toString();
    var line = text.lines().findFirst().orElse("");
    return Printable.escape(
        line.length() <= SHOWN_CHARS_MAX ? line : line.substring(0, SHOWN_CHARS_MAX) + "…");
  }
}
