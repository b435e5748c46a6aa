// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which servers asked to be left alone, and until when (RFC 9110 §10.2.3). Any thread may use it.
final class Patience {

  // A server that wants to be left alone for longer has to say so again.
  private static final Duration WAIT_MAX = Duration.ofDays(1);
  private static final int SERVERS_MAX = 1_000;
  private static final int SECONDS_DIGITS_MAX = 9;

  private final Map<Origin, Instant> notBefore = new HashMap<>();

  /// @return empty if it may be asked
  synchronized Optional<Instant> notBefore(Origin server, Instant now) {
    var until = notBefore.get(server);
    if (until == null || !until.isAfter(now)) {
      notBefore.remove(server);
      return Optional.empty();
    }
    return Optional.of(until);
  }

  /// @param retryAfter as the field came
  /// @return empty if it says nothing
  synchronized Optional<Instant> busy(Origin server, Optional<String> retryAfter, Instant now) {
    var until = retryAfter.flatMap(field -> read(field.strip(), now));
    if (notBefore.size() >= SERVERS_MAX) notBefore.clear();
    until.ifPresent(each -> notBefore.put(server, each));
    return until;
  }

  private static Optional<Instant> read(String field, Instant now) {
    var latest = now.plus(WAIT_MAX);
    if (!field.isEmpty() && field.chars().allMatch(c -> c >= '0' && c <= '9')) {
      if (field.length() > SECONDS_DIGITS_MAX) return Optional.of(latest);
      return Optional.of(earlier(now.plusSeconds(Long.parseLong(field)), latest));
    }
    try {
      var date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(field));
      return Optional.of(earlier(date, latest));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
