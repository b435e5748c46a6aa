// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.measure;

import java.text.DecimalFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/// What our server shall reach.
///
/// @param <S> the servers that are measured
public sealed interface Aim<S> {

  Figure figure();

  /// What was reached; empty if it was not measured.
  OptionalDouble reached(Samples<S> samples);

  boolean isMetBy(double reached);

  String text();

  /// Our median is at least so many times the peer's.
  record AtLeastTimes<S>(Figure figure, double factor, S peer) implements Aim<S> {
    @Override
    public OptionalDouble reached(Samples<S> samples) {
      return samples.ratio(figure, peer);
    }

    @Override
    public boolean isMetBy(double reached) {
      return reached >= factor;
    }

    @Override
    public String text() {
      return "at least " + factor + " times " + Cells.word(peer);
    }
  }

  /// Our median is at least so much.
  record AtLeast<S>(Figure figure, double limit) implements Aim<S> {
    @Override
    public OptionalDouble reached(Samples<S> samples) {
      return samples.own(figure);
    }

    @Override
    public boolean isMetBy(double reached) {
      return reached >= limit;
    }

    @Override
    public String text() {
      return "at least %s %s".formatted(new DecimalFormat("0.##").format(limit), figure.unit());
    }
  }

  /// Our median is at most so much.
  record AtMost<S>(Figure figure, double limit) implements Aim<S> {
    @Override
    public OptionalDouble reached(Samples<S> samples) {
      return samples.own(figure);
    }

    @Override
    public boolean isMetBy(double reached) {
      return reached <= limit;
    }

    @Override
    public String text() {
      return "at most %s %s".formatted(new DecimalFormat("0.##").format(limit), figure.unit());
    }
  }

  /// For JSON.
  default Map<String, Object> json(Samples<S> samples) {
    var json = new LinkedHashMap<String, Object>();
    json.put("figure", figure().name());
    json.put("aim", text());
    var reached = reached(samples);
    reached.ifPresent(value -> json.put("reached", Cells.rounded(value)));
    json.put("met", reached.stream().anyMatch(this::isMetBy));
    return json;
  }

  /// A line for people.
  default String line(Samples<S> samples) {
    var reached = reached(samples);
    var verdict = "not measured";
    if (reached.isPresent()) {
      verdict = isMetBy(reached.getAsDouble()) ? "met" : "MISSED";
      verdict += " (%.2f)".formatted(reached.getAsDouble());
    }
    return "aim: %s %s: %s".formatted(figure().name(), text(), verdict);
  }
}
