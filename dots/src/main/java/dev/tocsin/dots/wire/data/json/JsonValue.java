// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// JSON as it came: numbers keep their text, and a name that came twice is remembered, so that
/// whoever knows where this stands can say what is wrong with it.
sealed interface JsonValue {

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
      case Text(var value) -> "the text " + Shown.text(value);
      case Number(var text) -> "the number " + Shown.bare(text);
      case Flag(var value) -> Boolean.toString(value);
      case Null() -> "null";
    };
  }
}
