// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.base.observe.Printable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// JSON as it came: numbers keep their text, and a name that came twice is remembered, so that
/// whoever knows where this stands can say what is wrong with it.
sealed interface JsonValue {

  int SHOWN_CHARS_MAX = 60;

  /// @param repeated the first name that came more than once
  record Members(Map<String, JsonValue> values, Optional<String> repeated) implements JsonValue {}

  record Items(List<JsonValue> values) implements JsonValue {}

  record Text(String value) implements JsonValue {}

  record Number(String text) implements JsonValue {}

  record Flag(boolean value) implements JsonValue {}

  record Null() implements JsonValue {}

  /// For messages: what came.
  default String describe() {
    return switch (this) {
      case Members _ -> "an object";
      case Items _ -> "an array";
      case Text(var value) -> "the text " + shown(value);
      case Number(var text) -> "the number " + bare(text);
      case Flag(var value) -> Boolean.toString(value);
      case Null() -> "null";
    };
  }

  /// A stranger's text in a message: in quotes, short, and harmless for terminals.
  static String shown(String text) {
    return "'" + bare(text) + "'";
  }

  /// The same without quotes.
  static String bare(String text) {
    return Printable.escape(
        text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…");
  }
}
