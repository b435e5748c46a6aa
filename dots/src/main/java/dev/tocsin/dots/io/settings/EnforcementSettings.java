// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.Section;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Bare;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Redirect;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Scoped;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.SynProtection;
import dev.tocsin.dots.wire.flowspec.RouteTarget;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads how a customer's mitigations are to be enforced; what is not set is the mitigator's.
final class EnforcementSettings {

  private static final int RATE_MAX = EnforcementPolicy.RATE_MAX;

  private enum Action {
    DROP,
    LIMIT
  }

  private enum Syn {
    OFF,
    LIMIT
  }

  private EnforcementSettings() {}

  static EnforcementPolicy read(Section policy) {
    return new EnforcementPolicy(
        scoped(policy.section("scoped")),
        bare(policy.section("bare")),
        redirect(policy.section("redirect")));
  }

  private static Optional<Redirect> redirect(Section section) {
    var routeTarget = section.value("route-target", RouteTarget::parse).optional();
    var diversion =
        section
            .string("diversion")
            .check(n -> n.matches("[A-Za-z0-9._:/-]{1,64}"), "1 to 64 letters, digits, '._:/-'")
            .optional();
    if (routeTarget.isEmpty() && diversion.isEmpty()) return Optional.empty();
    return Optional.of(new Redirect(routeTarget, diversion));
  }

  private static Optional<Scoped> scoped(Section section) {
    var rate = number(section, "packets-per-second");
    var burst = number(section, "burst");
    var written = section.choice("action", Action.class).optional();
    if (written.isEmpty() && !section.has("packets-per-second") && !section.has("burst")) {
      return Optional.empty();
    }
    return Optional.of(
        switch (written.orElse(Action.LIMIT)) {
          case DROP -> {
            refuse(section, "packets-per-second", "action: drop");
            refuse(section, "burst", "action: drop");
            yield new Scoped.Drop();
          }
          case LIMIT -> {
            if (!section.has("packets-per-second")) {
              section.complain("packets-per-second", "a limit needs it");
            }
            yield new Scoped.Limit(rate.orElse(1), burst.orElse(rate.orElse(1)));
          }
        });
  }

  private static Bare bare(Section section) {
    var rate = number(section, "packets-per-second");
    var burst = number(section, "burst");
    var twoSeconds =
        rate.isPresent()
            ? OptionalInt.of((int) Math.min(RATE_MAX, 2L * rate.getAsInt()))
            : OptionalInt.empty();
    return new Bare(
        rate,
        burst.isPresent() ? burst : twoSeconds,
        section.duration("penalty", Duration.ZERO, Duration.ofDays(1)).optional(),
        syn(section));
  }

  private static Optional<SynProtection> syn(Section section) {
    var rate = number(section, "syn-per-second");
    var written = section.choice("syn", Syn.class).optional();
    if (written.isEmpty() && rate.isEmpty()) return Optional.empty();
    return Optional.of(
        switch (written.orElse(Syn.LIMIT)) {
          case OFF -> {
            refuse(section, "syn-per-second", "syn: off");
            yield new SynProtection.Off();
          }
          case LIMIT -> {
            if (!section.has("syn-per-second")) {
              section.complain("syn-per-second", "a limit needs it");
            }
            yield new SynProtection.Limit(rate.orElse(1));
          }
        });
  }

  private static void refuse(Section section, String key, String beside) {
    if (section.has(key)) section.complain(key, "has no meaning beside '" + beside + "'");
  }

  private static OptionalInt number(Section section, String key) {
    var written = section.integer(key, 1, RATE_MAX).optional();
    return written.isPresent() ? OptionalInt.of(written.get()) : OptionalInt.empty();
  }
}
