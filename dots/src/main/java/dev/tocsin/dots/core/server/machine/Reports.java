// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Ledger;
import dev.tocsin.dots.core.server.ledger.Live;
import dev.tocsin.dots.core.server.ledger.Live.Assignment;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.MitigationState;
import java.time.Instant;

/// What mitigators report, and what follows for the status of a mitigation.
final class Reports {

  private final Ledger ledger;
  private final Enforcement enforcement;
  private final Observers observers;
  private final Activation activation;

  Reports(Ledger ledger, Enforcement enforcement, Observers observers, Activation activation) {
    this.ledger = ledger;
    this.enforcement = enforcement;
    this.observers = observers;
    this.activation = activation;
  }

  void heard(Live live, String mitigator, MitigatorEvent event, Instant now, Decision decision) {
    var by = live.assignment(mitigator);
    // An answer to an order that has been taken back since.
    if (by == null) return;
    switch (event) {
      case MitigatorEvent.Enabled enabled -> enabled(live, by, enabled, now, decision);
      case MitigatorEvent.Measured(var dropped) -> measured(live, by, dropped, now);
      case MitigatorEvent.Refused refused -> refused(live, by, refused, now, decision);
      case MitigatorEvent.Failing(var reason) -> failing(live, by, reason, decision);
      case MitigatorEvent.Disabled() -> {}
    }
  }

  private void enabled(
      Live live, Assignment by, MitigatorEvent.Enabled enabled, Instant now, Decision decision) {
    by.failing = false;
    boolean isHome = ledger.isHome(live);
    boolean isNews = !enabled.equals(by.enabled);
    var before = live.enabled();
    by.enabled = enabled;
    live.watch().enabled(now);
    if (!isNews) return;
    if (!by.recovered && isHome) {
      decision.audit(
          "enabled",
          live.client(),
          "mid " + live.key().mid() + " by " + by.mitigator() + ": " + enabled.action());
    }
    by.recovered = false;
    // RFC 8811 §2.2.1: the client learns what the mitigators really enforce.
    boolean isAsAsked = before.isEmpty() && live.enabled().equals(by.order.targets());
    if (!isAsAsked && !live.enabled().equals(before)) observers.changed(live);
  }

  private void measured(Live live, Assignment by, Counters dropped, Instant now) {
    if (!live.isEnforced()) return;
    var before = live.status();
    live.measured(by, dropped, now);
    if (live.status() == before) return;
    observers.changed(live);
    if (!live.isPreconfigured() || !live.isInProgress() || !ledger.isHome(live)) return;
    // RFC 9132 Table 3: a preconfigured request shows status 3 four times and then 8.
    if (live.status() == MitigationState.ATTACK_STOPPED) {
      activation.holdStatus(live, now);
    } else {
      live.statusUntil = java.util.Optional.empty();
      ledger.schedule(live);
    }
  }

  private void refused(
      Live live, Assignment by, MitigatorEvent.Refused refused, Instant now, Decision decision) {
    live.exceeded |= refused.exceeded();
    if (ledger.isHome(live)) {
      decision.audit(
          "refused-by-mitigator",
          live.client(),
          "mid " + live.key().mid() + " by " + by.mitigator() + ": " + refused.reason());
    }
    var before = live.enabled();
    enforcement.refused(live, by, now, decision);
    if (live.isHeld()) activation.hold(live, decision);
    else if (ledger.isHome(live) && enforcement.isStranded(live))
      activation.strand(live, now, decision);
    else if (!live.enabled().equals(before)) observers.changed(live);
  }

  /// It is tried again, so the status stays; the operator hears of it once.
  private void failing(Live live, Assignment by, String reason, Decision decision) {
    if (by.failing) return;
    by.failing = true;
    if (!ledger.isHome(live)) return;
    decision.audit("failing", live.client(), "mid " + live.key().mid() + ": " + reason);
  }
}
