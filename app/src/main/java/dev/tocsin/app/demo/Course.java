// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.app.demo.Timeline.Mark;
import dev.tocsin.lab.meter.Goodput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/// A run as it was measured, for pictures of it: seconds since its start, megabits per second.
///
/// @param seconds how long it took
/// @param users what the users got through
/// @param flood what arrived at the provider from the attackers
record Course(double seconds, List<Point> users, List<Point> flood, List<Marked> marked) {

  /// @param at end of the sample
  record Point(double at, double mbps) {}

  record Marked(double at, Mark mark) {}

  Course {
    users = List.copyOf(users);
    flood = List.copyOf(flood);
    marked = List.copyOf(marked);
  }

  static Course of(Timeline timeline, Goodput meter, Inflow inflow) {
    var start = timeline.start();
    var end = seconds(start, Instant.now());
    var users = points(start, end, meter.samples(), Goodput.Sample::end, Goodput.Sample::mbps);
    var flood = points(start, end, inflow.samples(), Inflow.Sample::end, Inflow.Sample::mbps);
    var marked =
        timeline.moments().stream().map(m -> new Marked(seconds(start, m.at()), m.mark())).toList();
    return new Course(end, users, flood, marked);
  }

  private static <S> List<Point> points(
      Instant start,
      double end,
      List<S> samples,
      Function<S, Instant> at,
      Function<S, Double> mbps) {
    return samples.stream()
        .map(sample -> new Point(seconds(start, at.apply(sample)), mbps.apply(sample)))
        .filter(point -> point.at() >= 0 && point.at() <= end)
        .toList();
  }

  private static double seconds(Instant start, Instant at) {
    return Duration.between(start, at).toMillis() / 1e3;
  }

  static double most(List<Point> points) {
    return points.stream().mapToDouble(Point::mbps).max().orElse(0);
  }

  /// Mean of the samples that end in the time given; NaN if none does.
  static double mean(List<Point> points, double from, double to) {
    return points.stream()
        .filter(point -> point.at() > from && point.at() <= to)
        .mapToDouble(Point::mbps)
        .average()
        .orElse(Double.NaN);
  }
}
