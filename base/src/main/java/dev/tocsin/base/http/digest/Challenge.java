// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http.digest;

import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// One way in which a server lets itself be convinced (RFC 9110 §11.6.1).
///
/// @param scheme in lower case
/// @param parameters by name in lower case
public record Challenge(String scheme, Map<String, String> parameters) {

  private static final int FIELD_CHARS_MAX = 8_192;
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  // A parameter, a scheme (with its first parameter behind a space), or the comma between them.
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\G[\\s,]*(" + TOKEN + ")\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|(" + TOKEN + "))");
  private static final Pattern SCHEME =
      Pattern.compile("\\G[\\s,]*(" + TOKEN + ")(?=\\s|,|$)(?!\\s*=)");

  public Challenge {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /// All that a server takes instead.
  public static List<Challenge> of(HttpHeaders refused) {
    return refused.allValues("WWW-Authenticate").stream()
        .flatMap(field -> parse(field).stream())
        .toList();
  }

  /// Of one field `WWW-Authenticate`; what cannot be read ends it.
  public static List<Challenge> parse(String field) {
    var all = new ArrayList<Challenge>();
    if (field.length() > FIELD_CHARS_MAX) return all;
    var parameter = PARAMETER.matcher(field);
    var scheme = SCHEME.matcher(field);
    int at = 0;
    String name = "";
    var parameters = new LinkedHashMap<String, String>();
    while (true) {
      if (scheme.find(at)) {
        if (!name.isEmpty()) all.add(new Challenge(name, parameters));
        name = scheme.group(1).toLowerCase(Locale.ROOT);
        parameters.clear();
        at = scheme.end();
      } else if (!name.isEmpty() && parameter.find(at)) {
        parameters.putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), value(parameter));
        at = parameter.end();
      } else {
        if (!name.isEmpty()) all.add(new Challenge(name, parameters));
        return all;
      }
    }
  }

  private static String value(java.util.regex.Matcher found) {
    return found.group(2) == null ? found.group(3) : found.group(2).replaceAll("\\\\(.)", "$1");
  }

  public Optional<String> get(String name) {
    return Optional.ofNullable(parameters.get(name));
  }
}
