// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.mitigation.MitigatorEvent;
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
    var order = live.order;
    // An answer to an order that has been taken back since.
    if (order == null || !order.mitigator().equals(mitigator)) return;
    switch (event) {
      case MitigatorEvent.Enabled enabled -> enabled(live, enabled, now, decision);
      case MitigatorEvent.Measured(var dropped) -> measured(live, dropped, now);
      case MitigatorEvent.Refused(var reason, var exceeded) ->
          refused(live, reason, exceeded, now, decision);
      case MitigatorEvent.Failing(var reason) -> failing(live, reason, decision);
      case MitigatorEvent.Disabled() -> {}
    }
  }

  private void enabled(Live live, MitigatorEvent.Enabled enabled, Instant now, Decision decision) {
    var order = live.order;
    // An answer to an order that has been taken back since.
    if (order == null) return;
    live.failing = false;
    boolean isNews = !enabled.equals(live.enabled);
    live.enabled = enabled;
    live.watch().enabled(now);
    if (!isNews) return;
    if (!live.recovered) {
      decision.audit(
          "enabled",
          live.client(),
          "mid " + live.key().mid() + " by " + order.mitigator() + ": " + enabled.action());
    }
    live.recovered = false;
    // RFC 8811 §2.2.1: the client learns what the mitigator really enforces.
    if (!enabled.enabled().equals(order.targets())) observers.changed(live);
  }

  private void measured(Live live, Counters dropped, Instant now) {
    if (!live.isEnforced()) return;
    live.dropped = dropped;
    var before = live.status();
    live.watch().measured(dropped, now);
    if (live.status() == before) return;
    observers.changed(live);
    if (!live.isPreconfigured() || !live.isInProgress()) return;
    // RFC 9132 Table 3: a preconfigured request shows status 3 four times and then 8.
    if (live.status() == MitigationState.ATTACK_STOPPED) {
      activation.holdStatus(live, now);
    } else {
      live.statusUntil = java.util.Optional.empty();
      ledger.schedule(live);
    }
  }

  private void refused(Live live, String reason, boolean exceeded, Instant now, Decision decision) {
    var order = live.order;
    if (order == null) return;
    live.exceeded |= exceeded;
    decision.audit(
        "refused-by-mitigator",
        live.client(),
        "mid " + live.key().mid() + " by " + order.mitigator() + ": " + reason);
    if (enforcement.tryNext(live, decision) || !live.isInProgress()) return;
    live.unable = true;
    // RFC 9132 Table 3: 4 if capacity is what lacks; otherwise the server has withdrawn it.
    var state = live.exceeded ? MitigationState.EXCEEDED_CAPABILITY : MitigationState.WITHDRAWN;
    ledger.change(live, live.record().stopped(state), decision);
    if (live.isPreconfigured()) activation.holdStatus(live, now);
    observers.changed(live);
    if (!live.isRunning()) activation.free(live.client(), live.reach());
  }

  /// It is tried again, so the status stays; the operator hears of it once.
  private static void failing(Live live, String reason, Decision decision) {
    if (live.failing) return;
    live.failing = true;
    decision.audit("failing", live.client(), "mid " + live.key().mid() + ": " + reason);
  }
}
