// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.Section;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the session parameters of RFC 9132 §4.5: a server's bounds and defaults, a client's
/// wishes.
final class SessionSettings {

  // RFC 9132 Appendix C, and the bounds of Figure 20 where it has none.
  private static final Triple HEARTBEAT = new Triple(15, 30, 240);
  private static final Triple MISSING = new Triple(3, 15, 20);
  private static final Triple PROBING = new Triple(5, 5, 20);
  private static final Triple RETRANSMIT = new Triple(2, 3, 15);
  private static final Triple ACK_TIMEOUT = new Triple(100, 200, 3000);
  private static final Triple RANDOM_FACTOR = new Triple(110, 150, 400);

  private static final Duration ACK_MIN = Duration.ofMillis(10);
  private static final Duration ACK_MAX = Duration.ofMinutes(5);

  private record Triple(long min, long usual, long max) {}

  /// Reads one value in the parameter's own unit; the default is in that unit, too.
  @FunctionalInterface
  private interface Unit {
    OptionalLong read(Section section, String key, OptionalLong fallback);
  }

  private SessionSettings() {}

  /// What a server takes and what it proposes, for both sets alike.
  static SessionConfig offer(Section section) {
    var set =
        new ParameterSet(
            within(section, "heartbeat-interval", SessionSettings::seconds, HEARTBEAT),
            within(section, "missing-hb-allowed", SessionSettings::count, MISSING),
            within(section, "probing-rate", SessionSettings::count, PROBING),
            within(section, "max-retransmit", SessionSettings::count, RETRANSMIT),
            within(section, "ack-timeout", SessionSettings::hundredthsOfSecond, ACK_TIMEOUT),
            within(section, "ack-random-factor", SessionSettings::hundredths, RANDOM_FACTOR));
    return new SessionConfig(OptionalLong.empty(), set, set);
  }

  private static Parameter within(Section all, String key, Unit unit, Triple usual) {
    var section = all.section(key);
    long min = unit.read(section, "min", OptionalLong.of(usual.min())).orElseThrow();
    long value = unit.read(section, "default", OptionalLong.of(usual.usual())).orElseThrow();
    long max = unit.read(section, "max", OptionalLong.of(usual.max())).orElseThrow();
    if (min > value || value > max) {
      section.complain("default", "expected min ≤ default ≤ max of '" + key + "'");
    }
    return Parameter.within(min, value, max);
  }

  /// What a client asks for; empty when it takes what the server proposes.
  static Optional<SessionConfig> wanted(Section section) {
    var mitigating = wantedSet(section.section("mitigating"));
    var idle = wantedSet(section.section("idle"));
    if (mitigating.equals(ParameterSet.ABSENT) && idle.equals(ParameterSet.ABSENT)) {
      return Optional.empty();
    }
    return Optional.of(new SessionConfig(OptionalLong.empty(), mitigating, idle));
  }

  private static ParameterSet wantedSet(Section section) {
    return new ParameterSet(
        current(section, "heartbeat-interval", SessionSettings::seconds),
        current(section, "missing-hb-allowed", SessionSettings::count),
        current(section, "probing-rate", SessionSettings::count),
        current(section, "max-retransmit", SessionSettings::count),
        current(section, "ack-timeout", SessionSettings::hundredthsOfSecond),
        current(section, "ack-random-factor", SessionSettings::hundredths));
  }

  private static Parameter current(Section section, String key, Unit unit) {
    var value = unit.read(section, key, OptionalLong.empty());
    return value.isEmpty() ? Parameter.ABSENT : Parameter.of(value.getAsLong());
  }

  private static OptionalLong seconds(Section section, String key, OptionalLong fallback) {
    var setting =
        section
            .duration(key, Duration.ZERO, Duration.ofSeconds(65_535))
            .check(d -> d.toMillis() % 1_000 == 0, "whole seconds");
    return fallback.isPresent()
        ? OptionalLong.of(setting.orDefault(Duration.ofSeconds(fallback.getAsLong())).toSeconds())
        : longOf(setting.optional().map(Duration::toSeconds));
  }

  private static OptionalLong count(Section section, String key, OptionalLong fallback) {
    var setting = section.integer(key, 0, 65_535);
    return fallback.isPresent()
        ? OptionalLong.of(setting.orDefault((int) fallback.getAsLong()))
        : longOf(setting.optional().map(Integer::longValue));
  }

  private static OptionalLong hundredthsOfSecond(
      Section section, String key, OptionalLong fallback) {
    var setting =
        section
            .duration(key, ACK_MIN, ACK_MAX)
            .check(d -> d.toMillis() % 10 == 0, "whole hundredths of a second");
    return fallback.isPresent()
        ? OptionalLong.of(
            setting.orDefault(Duration.ofMillis(fallback.getAsLong() * 10)).toMillis() / 10)
        : longOf(setting.optional().map(d -> d.toMillis() / 10));
  }

  private static OptionalLong hundredths(Section section, String key, OptionalLong fallback) {
    // RFC 7252 §4.8: ACK_RANDOM_FACTOR must not be below 1.0.
    var setting = section.decimal(key, 1, 100);
    return fallback.isPresent()
        ? OptionalLong.of(Math.round(setting.orDefault(fallback.getAsLong() / 100.0) * 100))
        : longOf(setting.optional().map(d -> Math.round(d * 100)));
  }

  private static OptionalLong longOf(Optional<Long> value) {
    return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }
}
