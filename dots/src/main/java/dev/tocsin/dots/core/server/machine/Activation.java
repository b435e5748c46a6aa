// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.ledger.Client;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Ledger;
import dev.tocsin.dots.core.server.ledger.Live;
import dev.tocsin.dots.core.server.ledger.Peer;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Starts mitigations and makes them give way: to other clients' requests, between preconfigured
/// and immediate ones, and when a signal is lost.
final class Activation {

  private record Freed(Client client, Scope scope) {}

  private final Ledger ledger;
  private final Conflicts conflicts;
  private final Enforcement enforcement;
  private final Observers observers;
  private final Deque<Freed> freed = new ArrayDeque<>();

  Activation(Ledger ledger, Conflicts conflicts, Enforcement enforcement, Observers observers) {
    this.ledger = ledger;
    this.conflicts = conflicts;
    this.enforcement = enforcement;
    this.observers = observers;
  }

  /// Mitigation begins, and whoever has to gives way.
  void start(Live live, Instant now, Decision decision) {
    // A preconfigured request counts as asked for when it fires.
    long order = live.isPreconfigured() ? ledger.nextSequence() : live.record().sequence();
    live.begin(ledger.watch(now));
    var record = live.record().started(order, now).with(enforcement.afresh(live));
    var consent = Consents.of(live, record.means().mitigators(), now);
    if (consent instanceof Consent.Awaited) {
      ledger.change(live, record.waiting(consent), decision);
      hold(live, decision);
      return;
    }
    ledger.change(live, record, decision);
    running(live, now, decision);
  }

  /// A record that says in progress is put into effect.
  void running(Live live, Instant now, Decision decision) {
    enforcement.pursue(live, decision);
    if (live.book().isDryRun()) enforcement.rehearse(live, decision);
    makeRoom(live, now, decision);
    observers.changed(live);
    endIfStranded(live, now, decision);
  }

  /// Nothing is done until a person agrees.
  void hold(Live live, Decision decision) {
    enforcement.pursue(live, decision);
    observers.changed(live);
    if (!(live.record().consent() instanceof Consent.Awaited(_, var reason))) return;
    decision.audit("wait-for-approval", live.client(), "mid " + live.key().mid() + ": " + reason);
  }

  /// A person agrees: mitigation begins, unless somebody else is active by now.
  void approved(Live live, Instant now, Decision decision) {
    var rivals = conflicts.rivals(live.client(), live.reach());
    if (conflicts.blocking(live.client(), rivals, live.record().sequence()).isEmpty()) {
      start(live, now, decision);
    } else {
      contend(live, now, decision);
    }
  }

  private void endIfStranded(Live live, Instant now, Decision decision) {
    if (!enforcement.isStranded(live)) return;
    decision.audit(
        "no-mitigator",
        live.client(),
        "mid " + live.key().mid() + ": none of the domain's choices fits its scope");
    strand(live, now, decision);
  }

  /// No mitigator takes it, or none is there for it.
  void strand(Live live, Instant now, Decision decision) {
    if (!live.isInProgress()) return;
    live.unable = true;
    // RFC 9132 Table 3: 4 if capacity is what lacks; otherwise the server has withdrawn it.
    var state = live.exceeded ? MitigationState.EXCEEDED_CAPABILITY : MitigationState.WITHDRAWN;
    ledger.change(live, live.record().stopped(state), decision);
    if (live.isPreconfigured()) holdStatus(live, now);
    observers.changed(live);
    if (!live.isRunning()) free(live.client(), live.reach());
  }

  private void makeRoom(Live live, Instant now, Decision decision) {
    for (var own : overlappingOwn(live, !live.isPreconfigured())) {
      giveWayToOwn(own, now, decision);
    }
    var rivals = conflicts.rivals(live.client(), live.reach());
    for (var rival : conflicts.yielding(live.client(), rivals, live.record().sequence())) {
      standBack(rival, List.of(live), now, decision);
    }
    // With both kept, the others hear of the conflict, too.
    if (Conflicts.policy(live.client()) == OnOverlap.KEEP_BOTH) rivals.forEach(observers::changed);
  }

  /// Active requests of the same client and of the other trigger-mitigation type.
  private static List<Live> overlappingOwn(Live live, boolean preconfigured) {
    return live.book()
        .index
        .overlapping(
            live.asked().covered(),
            other ->
                other != live
                    && other.client() == live.client()
                    && other.isPreconfigured() == preconfigured
                    && other.isRunning());
  }

  /// RFC 9132 §4.4.1.3: a preconfigured request gives way to an immediate one (status 7, then 8),
  /// and takes precedence once the signal is lost. No terminating period is observed for what the
  /// server withdraws.
  private void giveWayToOwn(Live own, Instant now, Decision decision) {
    ledger.change(own, own.record().stopped(MitigationState.WITHDRAWN), decision);
    if (own.isPreconfigured()) holdStatus(own, now);
    enforcement.pursue(own, decision);
    observers.changed(own);
    decision.audit("give-way", own.client(), "mid " + own.key().mid() + " to the same client");
    free(own.client(), own.reach());
  }

  /// RFC 9132 §4.4.1.3: deactivated because of a conflict; lives for retry-timer + 45 seconds.
  void standBack(Live live, List<Live> winners, Instant now, Decision decision) {
    var stopped = live.record().stopped(MitigationState.WITHDRAWN);
    if (live.isPreconfigured()) {
      ledger.change(live, stopped, decision);
      holdStatus(live, now);
    } else {
      ledger.change(live, stopped.expiring(deactivatedUntil(live, winners, now)), decision);
    }
    enforcement.pursue(live, decision);
    observers.changed(live);
    winners.forEach(observers::changed);
    decision.audit(
        "conflict",
        live.client(),
        "mid " + live.key().mid() + " gives way to " + winners.getFirst().key());
    free(live.client(), live.reach());
  }

  /// Its names may resolve to something else now: what other clients asked for stands in its way as
  /// if it had asked for these addresses.
  ///
  /// The client's own requests are compared as they were asked for (RFC 9132 §4.4.1.3: "a common IP
  /// address, IP prefix, FQDN, URI, or alias"): it cannot know what the server resolves, and would
  /// ask again and again for what an answer of a name server has deleted.
  void resolved(Live live, Instant now, Decision decision) {
    enforcement.keep(live, decision);
    var before = live.reach();
    var addresses = enforcement.resolved(live);
    if (!addresses.equals(live.resolved())) {
      ledger.resolved(live, addresses);
      free(live.client(), before);
      if (live.isRunning()) contend(live, now, decision);
    }
    enforcement.pursue(live, decision);
    endIfStranded(live, now, decision);
  }

  private void contend(Live live, Instant now, Decision decision) {
    var rivals = conflicts.rivals(live.client(), live.reach());
    var blocking = conflicts.blocking(live.client(), rivals, live.record().sequence());
    if (blocking.isEmpty()) {
      makeRoom(live, now, decision);
      return;
    }
    if (Conflicts.policy(live.client()) == OnOverlap.STOP_BOTH) {
      var running = rivals.stream().filter(Live::isRunning).toList();
      for (var rival : running) standBack(rival, List.of(live), now, decision);
    }
    standBack(live, blocking, now, decision);
  }

  Optional<Instant> deactivatedUntil(Live live, List<Live> winners, Instant now) {
    return Optional.of(now.plus(retryTimer(live.client(), winners, now)).plus(Conflicts.GRACE));
  }

  Duration retryTimer(Client client, List<Live> winners, Instant now) {
    return conflicts.retryTimer(winners, client.book().domain().policy().lifetimes().max(), now);
  }

  void holdStatus(Live live, Instant now) {
    live.statusUntil = Optional.of(now.plus(observers.fourTransmissions()));
    ledger.schedule(live);
  }

  /// A preconfigured request has shown status 3 or 7 long enough: it waits again.
  void waitAgain(Live live, Instant now, Decision decision) {
    boolean wasRunning = live.isRunning();
    live.statusUntil = Optional.empty();
    ledger.change(live, live.record().stopped(MitigationState.SIGNAL_LOSS), decision);
    enforcement.pursue(live, decision);
    observers.changed(live);
    decision.audit("wait", live.client(), "mid " + live.key().mid() + " waits for a lost signal");
    if (wasRunning) free(live.client(), live.reach());
  }

  /// RFC 9132 §4.4.1.1 and §4.7: a lost signal triggers the preconfigured requests of the client.
  void signalLost(Peer peer, Instant now, Decision decision) {
    if (peer.signalLost) return;
    peer.signalLost = true;
    for (var live : List.copyOf(peer.lives)) {
      if (live.awaitsSignalLoss() && ledger.isHome(live)) fire(live, now, decision);
    }
  }

  /// RFC 9132 §4.4.4: a recovered signal is no reason to stop what its loss has triggered.
  void signalRecovered(Peer peer) {
    peer.signalLost = false;
  }

  private void fire(Live live, Instant now, Decision decision) {
    var rivals = conflicts.rivals(live.client(), live.reach());
    if (!conflicts.blocking(live.client(), rivals, Long.MAX_VALUE).isEmpty()) {
      decision.audit(
          "conflict",
          live.client(),
          "mid " + live.key().mid() + " is not triggered: " + rivals.getFirst().key());
      return;
    }
    decision.audit("signal-lost", live.client(), "mid " + live.key().mid() + " is triggered");
    start(live, now, decision);
  }

  /// Something that others may have given way to is over.
  void free(Client client, Scope scope) {
    freed.add(new Freed(client, scope));
  }

  /// Lets those resume who gave way to what is over by now.
  void settle(Instant now, Decision decision) {
    for (var next = freed.poll(); next != null; next = freed.poll()) {
      for (var live : waitingFor(next)) {
        if (ledger.isHome(live)) resume(live, now, decision);
      }
    }
  }

  private List<Live> waitingFor(Freed end) {
    var policy = Conflicts.policy(end.client());
    var waiting =
        end.client()
            .book()
            .index
            .reaching(end.scope(), live -> live.client() != end.client() && mayResume(live));
    var bySequence = Comparator.comparingLong((Live live) -> live.record().sequence());
    return waiting.stream()
        .sorted(policy == OnOverlap.PREFER_NEWER ? bySequence.reversed() : bySequence)
        .toList();
  }

  private static boolean mayResume(Live live) {
    if (live.awaitsSignalLoss()) return live.peer().signalLost;
    return live.isWithdrawnByServer() && live.contends() && overlappingOwn(live, true).isEmpty();
  }

  private void resume(Live live, Instant now, Decision decision) {
    if (live.awaitsSignalLoss()) {
      fire(live, now, decision);
      return;
    }
    var rivals = conflicts.rivals(live.client(), live.reach());
    if (!conflicts.blocking(live.client(), rivals, live.record().sequence()).isEmpty()) return;
    if (live.isRunning()) return;
    decision.audit("resume", live.client(), "mid " + live.key().mid() + ": its conflict is over");
    start(live, now, decision);
    ledger.change(live, live.record().expiring(resumedUntil(live, now)), decision);
  }

  /// What waited for a long time is not active for longer than it was asked for; what was asked for
  /// without an end has none again.
  private static Optional<Instant> resumedUntil(Live live, Instant now) {
    long asked = live.record().request().lifetimeSeconds();
    if (asked == MitigationRequest.INDEFINITE) {
      var lifetimes = live.book().domain().policy().lifetimes();
      return lifetimes.allowIndefinite() ? Optional.empty() : live.record().expires();
    }
    var latest = now.plusSeconds(asked);
    return live.record().expires().filter(at -> at.isBefore(latest)).or(() -> Optional.of(latest));
  }
}
