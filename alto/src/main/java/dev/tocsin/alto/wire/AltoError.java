// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire;

import java.util.Optional;

/// What is wrong with a request (RFC 7285 §8.5).
///
/// @param field path of the element at fault, members joined by slashes
/// @param value what it held, as text; only beside a field
/// @param syntaxError for people; only with {@link Code#E_SYNTAX}
public record AltoError(
    Code code, Optional<String> field, Optional<String> value, Optional<String> syntaxError) {

  public enum Code {
    E_SYNTAX,
    E_MISSING_FIELD,
    E_INVALID_FIELD_TYPE,
    E_INVALID_FIELD_VALUE
  }

  public AltoError {
    if (value.isPresent() && field.isEmpty()) {
      throw new IllegalArgumentException("a value is told with its field");
    }
  }

  public static AltoError syntax(String complaint) {
    return new AltoError(Code.E_SYNTAX, Optional.empty(), Optional.empty(), Optional.of(complaint));
  }

  public static AltoError missing(String field) {
    return new AltoError(
        Code.E_MISSING_FIELD, Optional.of(field), Optional.empty(), Optional.empty());
  }

  public static AltoError type(String field) {
    return new AltoError(
        Code.E_INVALID_FIELD_TYPE, Optional.of(field), Optional.empty(), Optional.empty());
  }

  public static AltoError value(String field, String value) {
    return new AltoError(
        Code.E_INVALID_FIELD_VALUE, Optional.of(field), Optional.of(value), Optional.empty());
  }

  @Override
  public String toString() {
    return code
        + field.map(path -> " in " + path).orElse("")
        + value.map(text -> ": " + text).orElse("")
        + syntaxError.map(text -> ": " + text).orElse("");
  }
}
