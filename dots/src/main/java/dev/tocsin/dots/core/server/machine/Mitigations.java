// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.Means;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ServerParameters;
import dev.tocsin.dots.core.server.ledger.Book;
import dev.tocsin.dots.core.server.ledger.Client;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Ledger;
import dev.tocsin.dots.core.server.ledger.Live;
import dev.tocsin.dots.core.server.ledger.Session;
import dev.tocsin.dots.core.server.scope.AskedScope;
import dev.tocsin.dots.core.server.scope.ScopeCheck;
import dev.tocsin.dots.wire.ConflictInformation;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body;
import dev.tocsin.dots.wire.control.AclControl;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// PUT on mitigations (RFC 9132 §4.4.1.3 and §4.4.3): new requests, refreshes, efficacy updates.
final class Mitigations {

  // One request may meet very many; a message to other nodes is bounded.
  private static final int RIVALS_TOLD_MAX = 256;

  /// Who takes part in a decision about a request.
  record Parts(
      Ledger ledger,
      Conflicts conflicts,
      Enforcement enforcement,
      Observers observers,
      Activation activation,
      Withdrawals withdrawals) {}

  /// One PUT on its way through the rules.
  private record Put(
      ExchangeId exchange,
      Client client,
      SignalRequest.Mitigate message,
      AskedScope asked,
      Instant now,
      Decision decision) {
    long mid() {
      return message.mid();
    }

    MitigationRequest request() {
      return message.request();
    }

    List<AclControl> acls() {
      return message.acls();
    }

    /// RFC 9133 Figure 1.
    Body failed(List<AclControl> acls) {
      return new Body.Mitigations(List.of(MitigationStatus.failed(mid(), acls)));
    }

    void refuse(ResponseCode code, String reason) {
      decision.refuse(exchange, code, reason);
    }

    void conflict(ConflictInformation conflict) {
      var status =
          new MitigationStatus(
              OptionalLong.empty(),
              Optional.empty(),
              Optional.empty(),
              OptionalLong.empty(),
              OptionalLong.empty(),
              Optional.empty(),
              Optional.of(conflict),
              Counters.UNKNOWN);
      decision.answer(
          exchange,
          SignalResponse.of(ResponseCode.CONFLICT, new Body.Mitigations(List.of(status))));
    }
  }

  /// How a request is accepted.
  private record Verdict(MitigationState state, Means means, Consent consent) {}

  private final ServerParameters parameters;
  private final Ledger ledger;
  private final Statuses statuses;
  private final DataGate data;
  private final Parts parts;

  Mitigations(ServerParameters parameters, Statuses statuses, DataGate data, Parts parts) {
    this.parameters = parameters;
    this.ledger = parts.ledger();
    this.statuses = statuses;
    this.data = data;
    this.parts = parts;
  }

  void put(
      ExchangeId exchange,
      Session session,
      SignalRequest.Mitigate request,
      Instant now,
      Decision decision) {
    var peer = session.peer();
    var book = peer.book();
    var holder = book.client(request.cuid());
    // Until the request is accepted, the cuid is not bound to anybody new.
    var own = peer.known(request.cuid());
    var client = own != null ? own : new Client(book, request.cuid(), peer);
    var known = client.live(request.mid());
    var scope = request.request().scope();
    var asked = known == null ? data.asked(client, scope) : known.asked();
    var put = new Put(exchange, client, request, asked, now, decision);
    if (parts.conflicts().isTaken(client, holder)) {
      decision.audit("refuse", client, "the cuid is in use by another identity");
      put.conflict(Conflicts.cuidCollision());
      return;
    }
    if (known != null) repeat(known, put);
    else create(put);
  }

  private void create(Put put) {
    var book = put.client().book();
    var problem = problem(put.asked(), book);
    if (problem.isPresent()) {
      put.decision().audit("refuse", put.client(), "mid " + put.mid() + ": " + problem.get());
      put.refuse(ResponseCode.BAD_REQUEST, problem.get());
      return;
    }
    // RFC 9133 §3.2.1: 4.04 for a list that this client has not created.
    var unknown = data.unknown(put.client(), put.acls());
    if (unknown.isPresent()) {
      put.refuse(ResponseCode.NOT_FOUND, "acl-name '" + unknown.get() + "' is not known");
      return;
    }
    var replaced = overlappingOwn(put);
    // RFC 9132 §4.4.1.3: the highest mid of overlapping requests of one type overrides; a lower one
    // that comes late is refused.
    for (var own : replaced) {
      if (own.key().mid() < put.mid()) continue;
      put.conflict(parts.conflicts().older(put.asked(), own));
      return;
    }
    if (isFull(put, replaced.size())) return;
    admit(put, replaced);
  }

  /// RFC 9132 §4.4.1.3: 4.00 for what the domain may not ask for.
  private Optional<String> problem(AskedScope asked, Book book) {
    return ScopeCheck.problem(asked, book.ownership(), parameters.scopes())
        .or(() -> ScopeCheck.tooWide(asked, book.domain().policy().admission().widest()))
        .or(() -> parts.enforcement().problem(book, asked));
  }

  private static List<Live> overlappingOwn(Put put) {
    boolean preconfigured = !put.request().triggerMitigation();
    return put.client()
        .book()
        .index
        .overlapping(
            put.asked().covered(),
            live -> live.client() == put.client() && live.isPreconfigured() == preconfigured);
  }

  /// RFC 9132 §4.4.1.3: a server may reject requests when it is near capacity.
  private boolean isFull(Put put, int replaced) {
    var book = put.client().book();
    var domain = book.domain();
    if (domain.mitigators().isEmpty()) {
      put.decision().unavailable(put.exchange(), "the domain has no mitigator");
      return true;
    }
    if (book.mitigations - replaced >= domain.limits().mitigationsMax()) {
      put.decision().audit("refuse", put.client(), "mid " + put.mid() + ": the domain is full");
      put.decision()
          .unavailable(
              put.exchange(),
              "the domain has all of the "
                  + domain.limits().mitigationsMax()
                  + " mitigations that it may have");
      return true;
    }
    boolean isNew = book.client(put.client().cuid()) != put.client();
    if (isNew && !book.hasRoom(parameters.requests().clientsMax())) {
      put.decision().unavailable(put.exchange(), "the domain has too many clients");
      return true;
    }
    return false;
  }

  private void admit(Put put, List<Live> replaced) {
    long sequence = ledger.nextSequence();
    boolean immediate = put.request().triggerMitigation();
    var rivals = immediate ? parts.conflicts().rivals(put.client(), reach(put)) : List.<Live>of();
    var blocking = parts.conflicts().blocking(put.client(), rivals, sequence);
    if (!blocking.isEmpty() && Conflicts.policy(put.client()) == OnOverlap.REFUSE_NEWER) {
      refuseForRivals(put, blocking);
      return;
    }
    if (!mayControl(put, immediate && blocking.isEmpty())) return;
    var means = parts.enforcement().means(put.client().book(), put.asked());
    var consent = consent(put, means.mitigators(), replaced);
    boolean waits = consent instanceof Consent.Awaited;
    var state = MitigationState.SIGNAL_LOSS;
    if (immediate) {
      boolean gives = !waits && !blocking.isEmpty();
      state = gives ? MitigationState.WITHDRAWN : MitigationState.IN_PROGRESS;
    }
    var live = accept(put, sequence, new Verdict(state, means, consent), carriedPeriod(replaced));
    for (var old : replaced) {
      // What is active goes on until a person has decided about what is to take its place.
      if (waits && old.isActive()) continue;
      put.decision().audit("replace", put.client(), "mid " + old.key().mid());
      parts.withdrawals().finish(old, MitigationState.TERMINATED, put.now(), put.decision());
    }
    if (live.isWithdrawnByServer()) stopAll(live, rivals, put);
    data.control(live.client(), put.acls(), put.now(), put.decision());
    answer(ResponseCode.CREATED, live, put);
  }

  private static Consent consent(Put put, List<String> mitigators, List<Live> replaced) {
    for (var old : replaced) {
      if (Consents.carriesOver(old, put.asked(), put.request())) return old.record().consent();
    }
    return Consents.of(put.client().book(), put.asked(), put.request(), mitigators, put.now());
  }

  /// RFC 9133 §3.2.1: no filter control in idle time, which is over once the request itself begins
  /// a mitigation. What cannot be applied refuses the request, and nothing of it is done.
  private boolean mayControl(Put put, boolean starts) {
    if (put.acls().isEmpty()) return true;
    if (!starts && put.client().enforced == 0) {
      put.refuse(
          ResponseCode.BAD_REQUEST,
          "acl-list: no mitigation of this client is active; use the data channel");
      return false;
    }
    var impossible = data.impossible(put.client(), put.acls(), put.now(), put.decision());
    if (impossible.isEmpty()) return true;
    put.decision().unavailable(put.exchange(), put.failed(impossible));
    return false;
  }

  /// The scope with what is known of its names already.
  private Scope reach(Put put) {
    return put.asked().reach(parts.enforcement().resolved(put.client().book(), put.asked()));
  }

  private Live accept(Put put, long sequence, Verdict verdict, Duration terminating) {
    var client = bound(put);
    var now = put.now();
    var key = new MitigationKey(client.book().name(), client.cuid(), put.mid());
    // What somebody else had under the cuid may still be on its way out.
    var left = ledger.live(key);
    if (left != null) {
      parts.withdrawals().finish(left, MitigationState.WITHDRAWN, now, put.decision());
    }
    var state = verdict.state();
    boolean waits = verdict.consent() instanceof Consent.Awaited;
    boolean starts = state == MitigationState.IN_PROGRESS && !waits;
    var record =
        new Mitigation(
            key,
            client.peer().owner(),
            put.request(),
            sequence,
            state,
            now,
            starts ? Optional.of(now) : Optional.empty(),
            expiry(put),
            Optional.empty(),
            terminating,
            verdict.means(),
            verdict.consent(),
            parts.ledger().node());
    var live = ledger.accept(record, client, now, put.decision());
    put.decision().audit("mitigate", client, "mid " + put.mid() + " " + state.label());
    parts.enforcement().follow(live, now, put.decision());
    if (starts) parts.activation().running(live, now, put.decision());
    else if (waits) parts.activation().hold(live, put.decision());
    else parts.observers().changed(live);
    return live;
  }

  private Client bound(Put put) {
    var book = put.client().book();
    var cuid = put.client().cuid();
    if (book.client(cuid) == put.client()) return put.client();
    return ledger.bind(book, cuid, put.client().peer(), put.mid(), put.decision());
  }

  /// A request that is replaced in its terminating period hands the period on, for doubling.
  private static Duration carriedPeriod(List<Live> replaced) {
    return replaced.stream()
        .map(live -> live.record().terminating())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /// With the policy to stop both, the newcomer waits like those it met.
  private void stopAll(Live live, List<Live> rivals, Put put) {
    var until = parts.activation().deactivatedUntil(live, rivals, put.now());
    var running = rivals.stream().filter(Live::isRunning).toList();
    for (var rival : running) {
      parts.activation().standBack(rival, List.of(live), put.now(), put.decision());
    }
    ledger.change(live, live.record().expiring(until), put.decision());
  }

  private void refuseForRivals(Put put, List<Live> blocking) {
    var activation = parts.activation();
    var conflict =
        parts
            .conflicts()
            .refused(
                reach(put), blocking, activation.retryTimer(put.client(), blocking, put.now()));
    put.decision()
        .audit(
            "refuse",
            put.client(),
            "mid " + put.mid() + ": in conflict with " + blocking.getFirst().key());
    put.conflict(conflict);
    for (var rival : blocking) tellOfRefused(rival, reach(put), put.now());
    if (ledger.node().equals(Mitigation.ONLY_NODE)) return;
    var told = blocking.stream().limit(RIVALS_TOLD_MAX).map(Live::key).toList();
    put.decision().now(new ServerOutput.TellRivals(told, reach(put)));
  }

  /// Sessions of the clients of these mitigations may be at this node.
  void rivalRefused(List<MitigationKey> standing, Scope refused, Instant now) {
    for (var key : standing) {
      var live = ledger.live(key);
      if (live != null && live.isRunning()) tellOfRefused(live, refused, now);
    }
  }

  /// RFC 9132 §4.4.2.1: the clients at the origin of the conflict are notified.
  private void tellOfRefused(Live rival, Scope refused, Instant now) {
    var until = now.plus(parts.observers().fourTransmissions());
    rival.refusedRival(parts.conflicts().active(rival.reach(), refused), until);
    parts.observers().changed(rival);
  }

  private Optional<Instant> expiry(Put put) {
    return expiry(put.client(), put.request().lifetimeSeconds(), put.now());
  }

  /// RFC 9132 §4.4.1.1: an indefinite lifetime may be refused; then the longest one is granted.
  private static Optional<Instant> expiry(Client client, long seconds, Instant now) {
    var lifetimes = client.book().domain().policy().lifetimes();
    boolean indefinite = seconds == MitigationRequest.INDEFINITE;
    if (indefinite && lifetimes.allowIndefinite()) return Optional.empty();
    var asked = indefinite ? lifetimes.max() : Duration.ofSeconds(seconds);
    return Optional.of(now.plus(asked.compareTo(lifetimes.max()) > 0 ? lifetimes.max() : asked));
  }

  /// A refresh needs nobody's approval, and gets no lifetime that would have needed it.
  private static Optional<Instant> extended(Live live, long seconds, Instant now) {
    var until = expiry(live.client(), seconds, now);
    var admission = live.book().domain().policy().admission();
    var longest =
        admission.longestRefresh(live.record().request().lifetimeSeconds()).map(now::plus);
    return longest.filter(at -> until.isEmpty() || at.isBefore(until.get())).or(() -> until);
  }

  /// RFC 9132 §4.4.1.3: a refresh has the same mid and repeats all but the lifetime; anything else
  /// is 4.00.
  private void repeat(Live live, Put put) {
    if (!repeats(live, put.request().scope(), put.request().triggerMitigation())) {
      put.refuse(
          ResponseCode.BAD_REQUEST,
          "mid " + put.mid() + " was asked for with other parameters; a change needs a new mid");
      return;
    }
    // RFC 9133 §3.2.1: 'acl-list' needs a new mid. The same message once more changes nothing.
    if (!data.stand(live.client(), put.acls())) {
      put.refuse(
          ResponseCode.BAD_REQUEST, "mid " + put.mid() + " is there; acl-list needs a new mid");
      return;
    }
    bound(put);
    take(live, put.now(), put.decision());
    boolean isIdle = !live.isInProgress() && !live.isHeld() && !live.isPreconfigured();
    boolean revives = live.isTerminating() || isIdle;
    if (revives && !revive(live, put)) return;
    var until = extended(live, put.request().lifetimeSeconds(), put.now());
    ledger.change(live, live.record().expiring(until), put.decision());
    put.request().attackStatus().ifPresent(status -> live.watch().told(status, put.now()));
    answer(ResponseCode.CHANGED, live, put);
  }

  /// The node that takes the last request is the one that decides.
  private void take(Live live, Instant now, Decision decision) {
    if (ledger.isHome(live)) return;
    ledger.take(live, decision);
    parts.enforcement().follow(live, now, decision);
  }

  private static boolean repeats(Live live, Scope scope, boolean triggerMitigation) {
    return live.record().request().triggerMitigation() == triggerMitigation
        && (live.scope().equals(scope) || sameTargets(live.scope(), scope));
  }

  private static boolean sameTargets(Scope one, Scope other) {
    return same(one.prefixes(), other.prefixes())
        && same(one.ports(), other.ports())
        && same(one.protocols(), other.protocols())
        && same(one.fqdns(), other.fqdns())
        && same(one.uris(), other.uris())
        && same(one.aliases(), other.aliases());
  }

  private static <T> boolean same(List<T> one, List<T> other) {
    return one.size() == other.size() && new HashSet<>(one).equals(new HashSet<>(other));
  }

  /// What was withdrawn, by the client or by the server, becomes active again by a refresh, unless
  /// somebody else is active by now.
  private boolean revive(Live live, Put put) {
    var rivals = parts.conflicts().rivals(live.client(), live.reach());
    var blocking = parts.conflicts().blocking(live.client(), rivals, live.record().sequence());
    if (!blocking.isEmpty()) {
      if (live.isWithdrawnByServer()) {
        var until = parts.activation().deactivatedUntil(live, blocking, put.now());
        ledger.change(live, live.record().expiring(until), put.decision());
      }
      refuseForRivals(put, blocking);
      return false;
    }
    if (live.isTerminating()) {
      ledger.change(live, live.record().resumed(), put.decision());
      parts.activation().running(live, put.now(), put.decision());
    } else {
      parts.activation().start(live, put.now(), put.decision());
    }
    return true;
  }

  private void answer(ResponseCode code, Live live, Put put) {
    var granted = statuses.granted(live, put.now());
    var response = SignalResponse.of(code, new Body.Mitigations(List.of(granted)));
    if (put.acls().isEmpty()) put.decision().answer(put.exchange(), response);
    else put.decision().answerOr(put.exchange(), response, put.failed(put.acls()));
  }

  /// RFC 9132 §4.4.3: an efficacy update for a mid that is not there is silently ignored, because
  /// it may have been overtaken by a withdrawal; for the same reason it revives nothing.
  void efficacy(
      ExchangeId exchange,
      Session session,
      SignalRequest.UpdateEfficacy update,
      Instant now,
      Decision decision) {
    var client = session.peer().book().client(update.cuid());
    var live = client == null || client.peer() != session.peer() ? null : client.live(update.mid());
    if (live == null || live.isTerminating()) {
      decision.ignore(exchange);
      return;
    }
    if (!repeats(live, update.scope(), update.triggerMitigation())) {
      decision.refuse(
          exchange,
          ResponseCode.BAD_REQUEST,
          "an efficacy update repeats the request that it is about; only lifetime may differ");
      return;
    }
    take(live, now, decision);
    boolean isGivingWay = live.isWithdrawnByServer();
    if (update.lifetimeSeconds().isPresent() && !isGivingWay) {
      var until = extended(live, update.lifetimeSeconds().getAsLong(), now);
      ledger.change(live, live.record().expiring(until), decision);
    }
    var before = live.status();
    live.watch().told(update.attackStatus(), now);
    if (live.status() != before) parts.observers().changed(live);
    decision.audit(
        "efficacy", live.client(), "mid " + update.mid() + " " + update.attackStatus().label());
    decision.answer(
        exchange,
        SignalResponse.of(
            ResponseCode.CHANGED, new Body.Mitigations(List.of(statuses.granted(live, now)))));
  }
}
