// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.server.ledger.Client;
import dev.tocsin.dots.core.server.ledger.Live;
import dev.tocsin.dots.core.server.scope.Targets;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.control.AclControl;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// How a mitigation is shown to its client (RFC 9132 §4.4.2).
final class Statuses {

  private final Conflicts conflicts;

  Statuses(Conflicts conflicts) {
    this.conflicts = conflicts;
  }

  MitigationStatus of(Live live, ContentFilter filter, Instant now) {
    return of(live, live.status(), filter, now);
  }

  /// @param state shown in place of its own
  MitigationStatus of(Live live, MitigationState state, ContentFilter filter, Instant now) {
    boolean config = filter != ContentFilter.NON_CONFIG;
    boolean rest = filter != ContentFilter.CONFIG;
    return new MitigationStatus(
        OptionalLong.of(live.key().mid()),
        config ? Optional.of(scope(live)) : Optional.empty(),
        // The default, true, goes without saying.
        config && live.isPreconfigured() ? Optional.of(false) : Optional.empty(),
        // RFC 9132 §4.4.2: lifetime is mandatory whatever is asked for.
        OptionalLong.of(live.remainingSeconds(now)),
        rest ? start(live, state) : OptionalLong.empty(),
        rest ? Optional.of(state) : Optional.empty(),
        rest ? conflicts.of(live, now) : Optional.empty(),
        rest ? live.dropped : Counters.UNKNOWN,
        config && live.isEnforced() ? activated(live.client()) : List.of());
  }

  private static List<AclControl> activated(Client client) {
    if (client.activated.isEmpty()) return List.of();
    return client.activated.entrySet().stream()
        .map(each -> new AclControl(each.getKey(), each.getValue()))
        .toList();
  }

  /// The body of a 2.01 or 2.04: the lifetime that was granted, and a conflict if there is one.
  MitigationStatus granted(Live live, Instant now) {
    return new MitigationStatus(
        OptionalLong.of(live.key().mid()),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.of(live.remainingSeconds(now)),
        OptionalLong.empty(),
        Optional.empty(),
        conflicts.of(live, now),
        Counters.UNKNOWN);
  }

  // RFC 9132 §4.4.2: mandatory while mitigation is active, not returned with status 8.
  private static OptionalLong start(Live live, MitigationState state) {
    return state == MitigationState.SIGNAL_LOSS
        ? OptionalLong.empty()
        : live.record()
            .activated()
            .map(at -> OptionalLong.of(at.getEpochSecond()))
            .orElse(OptionalLong.empty());
  }

  private static Scope scope(Live live) {
    var enabled = live.enabled();
    if (enabled.isEmpty() || !live.isEnforced()) return live.scope();
    if (enabled.containsAll(live.assigned.getFirst().order.targets())) return live.scope();
    return Targets.enforced(live.scope(), enabled);
  }
}
