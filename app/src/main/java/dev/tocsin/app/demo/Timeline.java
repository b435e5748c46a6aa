// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// What happened when, printed as it happens and again at the end.
final class Timeline {

  /// The moments that pictures mark.
  enum Mark {
    ATTACK("attack begins"),
    CALL("call for help"),
    ROUTES("routes at the edge"),
    FILTERS("filters stand"),
    ATTACK_END("attack ends"),
    WITHDRAWN("withdrawn");

    final String words;

    Mark(String words) {
      this.words = words;
    }
  }

  /// A marked moment.
  record Moment(Instant at, Mark mark) {}

  private record Event(Instant at, String what) {}

  private final Consumer<String> print;
  private final Instant start;
  private final List<Event> events = new ArrayList<>();
  private final List<Moment> moments = new ArrayList<>();

  Timeline(Consumer<String> print, Instant start) {
    this.print = print;
    this.start = start;
  }

  synchronized void happened(Instant at, String what, Object... values) {
    var event = new Event(at, String.format(Locale.ROOT, what, values));
    events.add(event);
    print.accept(line(event));
  }

  synchronized void happened(Mark mark, Instant at, String what, Object... values) {
    moments.add(new Moment(at, mark));
    happened(at, what, values);
  }

  private String line(Event event) {
    var seconds = Duration.between(start, event.at()).toMillis() / 1000.0;
    return String.format(Locale.ROOT, "%7.2f s  %s", seconds, event.what());
  }

  Instant start() {
    return start;
  }

  synchronized List<Moment> moments() {
    return moments.stream().sorted(Comparator.comparing(Moment::at)).toList();
  }

  synchronized List<String> lines() {
    return events.stream().sorted(Comparator.comparing(Event::at)).map(this::line).toList();
  }
}
