// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.Section;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Lifetimes;
import dev.tocsin.dots.core.server.Domain.Policy;
import dev.tocsin.dots.core.server.policy.Admission;
import dev.tocsin.dots.core.server.policy.Approval;
import dev.tocsin.dots.core.server.policy.Widths;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Reads what a customer may ask for, and what becomes of it.
final class PolicySettings {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LIFETIME_MAX = Duration.ofSeconds(Integer.MAX_VALUE);

  private final Set<String> mitigators;

  PolicySettings(Set<String> mitigators) {
    this.mitigators = mitigators;
  }

  Policy read(Section section) {
    return new Policy(
        lifetimes(section),
        section.choice("on-overlap", Domain.OnOverlap.class).orDefault(Policy.DEFAULT.onOverlap()),
        EnforcementSettings.read(section),
        admission(section));
  }

  private static Lifetimes lifetimes(Section section) {
    var usual = Lifetimes.DEFAULT;
    var terminating =
        section
            .duration("terminating", Duration.ZERO, Duration.ofHours(1))
            .orDefault(usual.terminating());
    return new Lifetimes(
        section.duration("lifetime", SECOND, LIFETIME_MAX).orDefault(usual.max()),
        section.bool("allow-indefinite").orDefault(usual.allowIndefinite()),
        terminating,
        section
            .duration("terminating-max", Duration.ZERO, Duration.ofHours(1))
            .check(max -> max.compareTo(terminating) >= 0, "no less than 'terminating'")
            .orDefault(usual.terminatingMax()));
  }

  private Admission admission(Section section) {
    return new Admission(
        widths(section, "widest"),
        approval(section.section("approval")),
        section.bool("dry-run").orDefault(false));
  }

  private Approval approval(Section section) {
    boolean always = section.bool("always").orDefault(false);
    var rule =
        new Approval.When(
            widths(section, "wider-than"),
            section.duration("longer-than", SECOND, LIFETIME_MAX).optional(),
            section.list("mitigators", this::mitigator).orDefault(List.of()));
    if (always) return new Approval.Always();
    return rule.equals(Approval.When.NOTHING) ? new Approval.Never() : rule;
  }

  /// One of those that are configured.
  String mitigator(String text) {
    if (mitigators.contains(text)) return text;
    throw new IllegalArgumentException(
        "expected a name under 'mitigators' " + mitigators + ", found '" + text + "'");
  }

  /// Prefix lengths for both families; what is not set is /0.
  static Widths widths(Section section, String key) {
    return new Widths(
        section.integer(key + "-ipv4", 0, 32).orDefault(0),
        section.integer(key + "-ipv6", 0, 128).orDefault(0));
  }
}
