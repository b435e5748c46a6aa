// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import dev.tocsin.alto.wire.MediaTypes;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Who asked to be left alone, and until when (RFC 9110 §10.2.3): servers, or no more than one of
/// their resources. Any thread may use it.
final class Patience {

  // A server that wants to be left alone for longer has to say so again.
  private static final Duration WAIT_MAX = Duration.ofDays(1);
  private static final int PLACES_MAX = 1_000;
  private static final int SECONDS_DIGITS_MAX = 9;

  private final Map<Place, Instant> notBefore = new HashMap<>();

  /// @param resource empty for all of the server
  record Place(Origin server, Optional<String> resource) {

    // RFC 8895 §10.1: who has no room for one more stream may well have time for anything else.
    static Place of(Ask ask) {
      boolean isStream = ask.mediaType().equals(MediaTypes.EVENT_STREAM);
      return new Place(
          Origin.of(ask.uri()), isStream ? Optional.of(ask.uri().toString()) : Optional.empty());
    }
  }

  /// @return empty if it may be asked
  synchronized Optional<Instant> notBefore(Place place, Instant now) {
    return until(place, now).or(() -> until(new Place(place.server(), Optional.empty()), now));
  }

  private Optional<Instant> until(Place place, Instant now) {
    var until = notBefore.get(place);
    if (until == null || !until.isAfter(now)) {
      notBefore.remove(place);
      return Optional.empty();
    }
    return Optional.of(until);
  }

  /// @param retryAfter as the field came
  /// @return empty if it says nothing
  synchronized Optional<Instant> busy(Place place, Optional<String> retryAfter, Instant now) {
    var until = retryAfter.flatMap(field -> read(field.strip(), now));
    if (notBefore.size() >= PLACES_MAX) notBefore.clear();
    until.ifPresent(each -> notBefore.put(place, each));
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
