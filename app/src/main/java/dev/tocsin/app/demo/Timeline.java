// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// What happened when, printed as it happens and again at the end.
final class Timeline {

  record Event(Instant at, String what) {}

  private final Consumer<String> print;
  private final Instant start;
  private final List<Event> events = new ArrayList<>();

  Timeline(Consumer<String> print, Instant start) {
    this.print = print;
    this.start = start;
  }

  synchronized void happened(Instant at, String what, Object... values) {
    var event = new Event(at, String.format(Locale.ROOT, what, values));
    events.add(event);
    print.accept(line(event));
  }

  private String line(Event event) {
    var seconds = Duration.between(start, event.at()).toMillis() / 1000.0;
    return String.format(Locale.ROOT, "%7.2f s  %s", seconds, event.what());
  }

  synchronized List<String> lines() {
    return events.stream().sorted((a, b) -> a.at().compareTo(b.at())).map(this::line).toList();
  }
}
