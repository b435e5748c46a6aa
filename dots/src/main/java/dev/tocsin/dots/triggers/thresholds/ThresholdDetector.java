// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.triggers.thresholds;

import dev.tocsin.base.run.Machine;
import dev.tocsin.dots.triggers.thresholds.ThresholdDetector.Decision;
import dev.tocsin.dots.triggers.thresholds.ThresholdSettings.Condition;
import dev.tocsin.dots.triggers.thresholds.ThresholdSettings.Join;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Decides from samples whether there is an attack. Raises after several samples above the marks,
/// each one below taking one of them back: a flood has gaps, and one gap must not begin the count
/// anew. Clears after several in a row below the lower marks. A sample that tells nothing changes
/// nothing.
///
///     Calm(above)   -- raiseAfter more samples above than not --> Raised(0)
///     Raised(below) -- clearAfter samples below --> Calm(0)
public final class ThresholdDetector implements Machine<Sample, Decision> {

  public sealed interface Decision {
    /// @param detail the measures that are above, for people
    record Raise(String request, String detail) implements Decision {}

    record Clear(String request, String detail) implements Decision {}
  }

  private sealed interface State {
    record Calm(int above) implements State {}

    record Raised(int below) implements State {}
  }

  /// Whether a condition holds, when that can be known.
  private enum Answer {
    YES,
    NO,
    UNKNOWN
  }

  private final ThresholdSettings settings;
  private final Rates rates = new Rates();
  private State state = new State.Calm(0);

  public ThresholdDetector(ThresholdSettings settings) {
    this.settings = settings;
  }

  @Override
  public List<Decision> handle(Sample sample, Instant now) {
    var values = rates.next(sample, now);
    return switch (state) {
      case State.Calm(int above) -> calm(above, values);
      case State.Raised(int below) -> raised(below, values);
    };
  }

  private List<Decision> calm(int above, Map<Measure, Double> values) {
    int count =
        switch (holds(values, Condition::above)) {
          case YES -> above + 1;
          case NO -> Math.max(0, above - 1);
          case UNKNOWN -> above;
        };
    if (count < settings.sampling().raiseAfter()) {
      state = new State.Calm(count);
      return List.of();
    }
    state = new State.Raised(0);
    return List.of(new Decision.Raise(settings.request(), detail(values)));
  }

  private List<Decision> raised(int below, Map<Measure, Double> values) {
    int count =
        switch (holds(values, Condition::below)) {
          case YES -> 0;
          case NO -> below + 1;
          case UNKNOWN -> below;
        };
    if (count < settings.sampling().clearAfter()) {
      state = new State.Raised(count);
      return List.of();
    }
    state = new State.Calm(0);
    return List.of(new Decision.Clear(settings.request(), detail(values)));
  }

  private Answer holds(Map<Measure, Double> values, ToDoubleFunction<Condition> mark) {
    // `any` is settled by a yes, `all` by a no; otherwise what is unknown leaves it open.
    var settling = settings.join() == Join.ANY ? Answer.YES : Answer.NO;
    var rest = settling == Answer.YES ? Answer.NO : Answer.YES;
    for (var condition : settings.conditions()) {
      var answer = exceeds(values.get(condition.measure()), mark.applyAsDouble(condition));
      if (answer == settling) return settling;
      if (answer == Answer.UNKNOWN) rest = Answer.UNKNOWN;
    }
    return rest;
  }

  private static Answer exceeds(@org.jspecify.annotations.Nullable Double value, double mark) {
    if (value == null) return Answer.UNKNOWN;
    return value > mark ? Answer.YES : Answer.NO;
  }

  private String detail(Map<Measure, Double> values) {
    return settings.conditions().stream()
        .map(condition -> shown(condition, Optional.ofNullable(values.get(condition.measure()))))
        .collect(Collectors.joining(", ", settings.networkInterface() + ": ", ""));
  }

  private static String shown(Condition condition, Optional<Double> value) {
    var name = condition.measure().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    return name + " " + value.map(v -> "%.0f".formatted(v)).orElse("unknown");
  }

  @Override
  public List<Decision> tick(Instant now) {
    return List.of();
  }

  /// It decides on samples alone.
  @Override
  public Instant deadline() {
    return Instant.MAX;
  }
}
