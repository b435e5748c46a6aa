// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.settings;

import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.CostType.CostContext;
import dev.tocsin.alto.wire.Registries;
import dev.tocsin.base.config.Section;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/// Costs that are not worked out, but measured or promised (RFC 9439).
///
/// @param context where they come from; absent if nothing is said of it
public record MeasuredSettings(
    String metric, TableFile table, Optional<CostContext> context, Optional<Calendar> calendar) {

  private static final Duration INTERVAL_MIN = Duration.ofSeconds(1);
  private static final Duration INTERVAL_MAX = Duration.ofDays(366);
  private static final int INTERVALS_MAX = 10_000;
  private static final int REPEATED_MAX = 1_000_000;

  /// RFC 8896 §4.1, §5.1.2
  ///
  /// @param start of a round; before and behind it are others
  /// @param repeated rounds that clients may count on
  public record Calendar(Instant start, Duration interval, int intervals, int repeated) {}

  /// RFC 9439 §3.1
  enum Source {
    NOMINAL,
    SLA,
    ESTIMATION
  }

  /// How many values each pair has.
  public int intervals() {
    return calendar.map(Calendar::intervals).orElse(1);
  }

  static MeasuredSettings read(String metric, Section section) {
    if (!Registries.hasMetric(metric)) {
      section.complain("file", unknown(metric));
    }
    Optional<Calendar> calendar =
        section.has("calendar")
            ? Optional.of(calendar(section.section("calendar")))
            : Optional.empty();
    return new MeasuredSettings(
        metric, TableFile.read(section), context(metric, section), calendar);
  }

  /// What to say of a metric that no registry has.
  static String unknown(String metric) {
    return "'" + metric + "' is no metric that is registered or begins with priv: (RFC 7285 §10.6)";
  }

  private static Optional<CostContext> context(String metric, Section section) {
    var source = section.choice("source", Source.class).optional();
    var link = section.value("link", MeasuredSettings::link).optional();
    if (source.isEmpty()) {
      if (link.isPresent()) section.complain("link", "expected a 'source' beside it");
      return Optional.empty();
    }
    // RFC 9439 §6.3
    if (metric.equals(CostType.ROUTING_COST) && source.get() != Source.ESTIMATION) {
      section.complain("source", "expected estimation for routingcost (RFC 9439 §6.3)");
    }
    var word = source.get().name().toLowerCase(Locale.ROOT);
    return Optional.of(new CostContext(word, link.map(MeasuredSettings::parameters)));
  }

  private static URI link(String text) {
    var uri = URI.create(text);
    if (uri.isAbsolute()) return uri;
    throw new IllegalArgumentException("expected an absolute address, found '" + text + "'");
  }

  // RFC 9439 §4.1.4: where a promise can be read.
  private static String parameters(URI link) {
    return JsonNodeFactory.instance.objectNode().put("link", link.toString()).toString();
  }

  private static Calendar calendar(Section section) {
    return new Calendar(
        section.value("start", MeasuredSettings::instant).required(),
        section.duration("interval", INTERVAL_MIN, INTERVAL_MAX).required(),
        section.integer("intervals", 1, INTERVALS_MAX).required(),
        section.integer("repeated", 1, REPEATED_MAX).orDefault(1));
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "expected a moment as 2026-01-05T00:00:00Z, found '" + text + "'", e);
    }
  }
}
