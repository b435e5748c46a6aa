// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import dev.tocsin.dots.mitigators.nftables.Listing.Counted;
import dev.tocsin.dots.wire.Counters;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A mitigation whose filters stand, and what they dropped for it since it began.
final class Standing {

  private static final long WINDOW_SECONDS = 300;
  private static final int POINTS = 7;
  private static final long POINT_SECONDS = WINDOW_SECONDS / (POINTS - 2);

  // What an element had counted when this mitigation came to it, and at the last reading.
  private record Reading(Counted from, Counted last) {
    static final Reading ZERO = new Reading(Counted.ZERO, Counted.ZERO);

    static Reading of(@Nullable Counted before) {
      return before == null ? ZERO : new Reading(before, before);
    }
  }

  private record Point(Instant at, Counted total) {}

  private final Map<Element, Reading> readings;
  private final Point[] points = new Point[POINTS];
  private int pointCount;
  private Counted carried = Counted.ZERO;

  /// @param elements that are its filters
  /// @param counted what elements had counted before that is not this mitigation's
  Standing(Set<Element> elements, Map<Element, Counted> counted, Instant now) {
    readings = HashMap.newHashMap(elements.size());
    for (var element : elements) readings.put(element, Reading.of(counted.get(element)));
    remember(new Point(now, Counted.ZERO));
  }

  Set<Element> elements() {
    return Collections.unmodifiableSet(readings.keySet());
  }

  /// Its filters are others from now on; what the old ones dropped still counts.
  void replace(Set<Element> elements, Map<Element, Counted> counted) {
    readings.forEach(
        (element, reading) -> {
          if (!elements.contains(element)) carried = carried.plus(since(reading));
        });
    readings.keySet().retainAll(elements);
    for (var element : elements) {
      readings.putIfAbsent(element, Reading.of(counted.get(element)));
    }
  }

  /// @param counted what the elements count now; one that is missing is not read
  void read(Map<Element, Counted> counted) {
    readings.replaceAll(
        (element, reading) -> {
          var now = counted.get(element);
          return now == null ? reading : read(reading, now);
        });
  }

  private Reading read(Reading reading, Counted now) {
    if (now.packets() >= reading.last().packets()) return new Reading(reading.from(), now);
    // The filter was made anew and counts from zero.
    carried = carried.plus(since(reading));
    return new Reading(Counted.ZERO, now);
  }

  private static Counted since(Reading reading) {
    return new Counted(
        reading.last().packets() - reading.from().packets(),
        reading.last().bytes() - reading.from().bytes());
  }

  private Counted total() {
    var total = carried;
    for (var reading : readings.values()) total = total.plus(since(reading));
    return total;
  }

  /// RFC 9132 §4.4.2: bps-dropped and pps-dropped are averages over five minutes, or over the time
  /// that the mitigation stands if that is shorter.
  Counters counters(Instant now) {
    var total = total();
    var oldest = oldestWithin(now);
    var latest = points[pointCount - 1];
    if (!now.isBefore(latest.at().plusSeconds(POINT_SECONDS))) remember(new Point(now, total));
    var millis = Math.max(1, now.toEpochMilli() - oldest.at().toEpochMilli());
    return new Counters(
        OptionalLong.of(total.bytes()),
        OptionalLong.of((total.bytes() - oldest.total().bytes()) * 1000 / millis),
        OptionalLong.of(total.packets()),
        OptionalLong.of((total.packets() - oldest.total().packets()) * 1000 / millis));
  }

  private Point oldestWithin(Instant now) {
    for (int i = 0; i < pointCount; i++) {
      if (points[i].at().plusSeconds(WINDOW_SECONDS).isAfter(now)) return points[i];
    }
    return points[pointCount - 1];
  }

  private void remember(Point point) {
    if (pointCount == POINTS) {
      System.arraycopy(points, 1, points, 0, POINTS - 1);
      pointCount--;
    }
    points[pointCount++] = point;
  }
}
