// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import dev.tocsin.alto.client.http.Heard.Reuse;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;

/// `Cache-Control` of an answer, as far as a cache for one user needs it (RFC 9111 §5.2.2).
final class ReuseFields {

  private static final String MAX_AGE = "max-age=";
  // Whoever says more is asked again nevertheless: a network does not stay as it is for longer.
  private static final long FRESH_SECONDS_MAX = 86_400;

  private ReuseFields() {}

  static Reuse of(HttpHeaders headers) {
    long seconds = 0;
    boolean isKept = true;
    boolean isAsked = false;
    for (var field : headers.allValues("Cache-Control")) {
      for (var part : field.toLowerCase(Locale.ROOT).split(",")) {
        var directive = part.strip();
        if (directive.equals("no-store")) isKept = false;
        if (directive.equals("no-cache")) isAsked = true;
        if (directive.startsWith(MAX_AGE)) seconds = seconds(directive.substring(MAX_AGE.length()));
      }
    }
    return new Reuse(Duration.ofSeconds(isAsked ? 0 : seconds), isKept);
  }

  private static long seconds(String text) {
    if (!text.matches("\\d{1,18}")) return 0;
    return Math.min(Long.parseLong(text), FRESH_SECONDS_MAX);
  }
}
