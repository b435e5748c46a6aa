// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.answer;

import dev.tocsin.alto.wire.json.Fields;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// When the values of a calendar hold (RFC 8896 §5.1.2).
///
/// @param typeNames that the directory gives the cost types; may be empty if there is one
/// @param start of the first interval
/// @param intervalSeconds length of one interval
/// @param intervals how many there are
/// @param repeated how often they are gone through, at least once
public record CalendarAttributes(
    List<String> typeNames, Instant start, double intervalSeconds, int intervals, int repeated) {

  // RFC 9110 §5.6.7: IMF-fixdate
  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  // RFC 8896 shows days of one digit, and names days of the week that they are not.
  private static final DateTimeFormatter READ =
      DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss 'GMT'", Locale.US);
  private static final String START = "calendar-start-time";
  private static final String SIZE = "time-interval-size";
  private static final String COUNT = "number-of-intervals";
  private static final String REPEATED = "repeated";
  private static final int COUNT_MAX = 1_000_000;

  public CalendarAttributes {
    typeNames = List.copyOf(typeNames);
    if (!(intervalSeconds > 0) || intervals < 1 || repeated < 1) {
      throw new IllegalArgumentException(
          "%d intervals of %f s, %d times".formatted(intervals, intervalSeconds, repeated));
    }
  }

  /// Which interval a moment is in: before the first it is the first, behind the last of all
  /// rounds, when nothing else is known, the same goes on.
  public int indexOf(Instant moment) {
    double elapsed = (moment.toEpochMilli() - start.toEpochMilli()) / 1_000.0;
    if (elapsed < 0) return 0;
    double at = Math.floor(elapsed / intervalSeconds) % intervals;
    return (int) at;
  }

  /// Whether the calendar says something about the moment.
  public boolean holdsAt(Instant moment) {
    double elapsed = (moment.toEpochMilli() - start.toEpochMilli()) / 1_000.0;
    return elapsed >= 0 && elapsed < intervalSeconds * intervals * repeated;
  }

  static CalendarAttributes read(Fields in) {
    return new CalendarAttributes(
        in.optionalTexts("cost-type-names").orElse(List.of()),
        start(in),
        in.json(SIZE)
            .filter(JsonNode::isNumber)
            .map(JsonNode::asDouble)
            .filter(size -> size > 0)
            .orElseThrow(() -> wrong(in, SIZE)),
        count(in, COUNT),
        in.has(REPEATED) ? count(in, REPEATED) : 1);
  }

  private static Instant start(Fields in) {
    var text = in.text(START);
    try {
      var date = text.substring(text.indexOf(',') + 1).strip();
      return LocalDateTime.parse(date, READ).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw in.invalid(START, text);
    }
  }

  private static int count(Fields in, String name) {
    return in.json(name)
        .filter(JsonNode::isNumber)
        .map(JsonNode::asDouble)
        .filter(count -> count >= 1 && count == Math.rint(count))
        .map(count -> (int) Math.min(count, COUNT_MAX))
        .orElseThrow(() -> wrong(in, name));
  }

  private static RuntimeException wrong(Fields in, String name) {
    return in.invalid(name, in.json(name).map(JsonNode::toString).orElse("nothing"));
  }

  void write(JsonGenerator out, boolean isNamed) {
    out.writeStartObject();
    if (isNamed) {
      out.writeArrayPropertyStart("cost-type-names");
      typeNames.forEach(out::writeString);
      out.writeEndArray();
    }
    out.writeStringProperty(START, WRITTEN.format(start));
    out.writeName(SIZE);
    CostNumbers.write(out, intervalSeconds);
    out.writeNumberProperty(COUNT, intervals);
    if (repeated > 1) out.writeNumberProperty(REPEATED, repeated);
    out.writeEndObject();
  }
}
