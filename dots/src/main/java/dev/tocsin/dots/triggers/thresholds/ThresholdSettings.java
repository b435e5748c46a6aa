// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.triggers.thresholds;

import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// One trigger as the operator configured it.
///
/// @param request the named request that answers the attack
/// @param networkInterface whose counters are read
/// @param conditions at least one
public record ThresholdSettings(
    String request,
    String networkInterface,
    Sampling sampling,
    Join join,
    List<Condition> conditions) {

  /// @param interval between two samples
  /// @param raiseAfter samples above, less those below among them, that raise the alarm
  /// @param clearAfter samples below in a row that clear it
  public record Sampling(Duration interval, int raiseAfter, int clearAfter) {}

  public enum Join {
    /// One condition is enough.
    ANY,
    ALL
  }

  /// The alarm is raised above one mark and cleared below a lower one.
  public record Condition(Measure measure, double above, double below) {
    public Condition {
      if (!(above > 0) || !(below <= above)) {
        throw new IllegalArgumentException(measure + " above " + above + ", below " + below);
      }
    }
  }

  public ThresholdSettings {
    conditions = List.copyOf(conditions);
    if (conditions.isEmpty()) throw new IllegalArgumentException("no condition");
  }

  public Set<Measure> measures() {
    var measures = EnumSet.noneOf(Measure.class);
    conditions.forEach(condition -> measures.add(condition.measure()));
    return measures;
  }

  /// @param requests names that may be triggered
  public static ThresholdSettings read(Section section, Set<String> requests) {
    var request =
        section
            .string("request")
            .check(requests::contains, "the name of a request in this file: " + requests)
            .required();
    var networkInterface =
        section
            .string("interface")
            .check(name -> name.matches("[^\\s/:]{1,15}"), "the name of a network interface")
            .required();
    var sampling =
        new Sampling(
            section
                .duration("sample-interval", Duration.ofMillis(100), Duration.ofMinutes(5))
                .orDefault(Duration.ofSeconds(1)),
            section.integer("raise-after", 1, 3_600).orDefault(3),
            section.integer("clear-after", 1, 86_400).orDefault(60));
    var join = section.value("when", Kind.choice(Join.class)).orDefault(Join.ANY);
    var conditions = section.each("conditions", ThresholdSettings::condition);
    if (conditions.isEmpty()) throw section.refuse("conditions", "expected at least one");
    return new ThresholdSettings(request, networkInterface, sampling, join, conditions);
  }

  private static Condition condition(Section section) {
    var measure = section.choice("measure", Measure.class).required();
    double above = section.decimal("above", 1, 1e15).required();
    double below =
        section
            .decimal("below", 0, 1e15)
            .check(mark -> mark <= above, "a mark that is not higher than 'above'")
            .orDefault(above / 2, "half of above");
    return new Condition(measure, above, Math.min(below, above));
  }
}
