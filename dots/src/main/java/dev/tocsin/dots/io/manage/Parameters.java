// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.http.WebRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The query of a request, each parameter once; and what it says of revisions.
record Parameters(Map<String, String> values) {

  private static final int LIMIT_MAX = 1_000;

  /// @param known names; any other is refused
  static Parameters of(WebRequest request, List<String> known) {
    var values = new LinkedHashMap<String, String>();
    for (var part : request.query().split("&")) {
      if (part.isEmpty()) continue;
      int equals = part.indexOf('=');
      var name = decoded(equals < 0 ? part : part.substring(0, equals));
      var value = equals < 0 ? "" : decoded(part.substring(equals + 1));
      if (!known.contains(name)) {
        throw new Refusal(400, name, "expected a parameter among " + known + ", found another");
      }
      if (values.putIfAbsent(name, value) != null) {
        throw new Refusal(400, name, "this parameter is there twice");
      }
    }
    return new Parameters(values);
  }

  static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "", "expected percent-encoding, found '" + text + "'");
    }
  }

  String text(String name) {
    return values.getOrDefault(name, "");
  }

  int limit() {
    var text = values.getOrDefault("limit", "100");
    if (text.matches("[0-9]{1,4}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= LIMIT_MAX) return limit;
    }
    throw new Refusal(
        400, "limit", "expected a number from 1 to " + LIMIT_MAX + ", found '" + text + "'");
  }

  boolean flag(String name) {
    return switch (values.getOrDefault(name, "false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new Refusal(400, name, "expected true or false");
    };
  }

  /// The revision that `If-Match` names (RFC 9110 §13.1.1); empty without the field or for any.
  static OptionalLong revision(WebRequest request) {
    var written = Optional.ofNullable(request.header("If-Match").orElse(null)).map(String::strip);
    if (written.isEmpty() || written.get().equals("*")) return OptionalLong.empty();
    if (written.get().matches("\"[0-9]{1,18}\"")) {
      var digits = written.get().substring(1, written.get().length() - 1);
      return OptionalLong.of(Long.parseLong(digits));
    }
    // What this server never gave cannot match.
    return OptionalLong.of(-1);
  }
}
