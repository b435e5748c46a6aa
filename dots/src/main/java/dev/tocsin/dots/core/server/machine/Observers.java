// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.base.time.TokenBucket;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ServerParameters;
import dev.tocsin.dots.core.server.ledger.Client;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Ledger;
import dev.tocsin.dots.core.server.ledger.Ledger.Timer;
import dev.tocsin.dots.core.server.ledger.Live;
import dev.tocsin.dots.core.server.ledger.Observer;
import dev.tocsin.dots.core.server.ledger.Session;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalRequest.Observe;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// GET on mitigations, and the notifications of those who observe them (RFC 9132 §4.4.2): on every
/// change of status, and periodically while something is active.
final class Observers {

  private static final int FAREWELLS_MAX = 1_024;

  private final ServerParameters.Notifications parameters;
  private final Ledger ledger;
  private final Statuses statuses;
  private final Map<ExchangeId, Observer> all = new HashMap<>();
  private final Set<Observer> pending = new LinkedHashSet<>();

  Observers(ServerParameters.Notifications parameters, Ledger ledger, Statuses statuses) {
    this.parameters = parameters;
    this.ledger = ledger;
    this.statuses = statuses;
  }

  void retrieve(
      ExchangeId exchange,
      Session session,
      SignalRequest.Retrieve request,
      Instant now,
      Decision decision) {
    var client = session.peer().book().client(request.cuid());
    var found = client == null || client.peer() != session.peer() ? null : client;
    var shown = found == null ? List.<Live>of() : selected(found, request.mid());
    if (found == null || shown.isEmpty()) {
      // RFC 9132 §4.4.2: 4.04 if the client has no such mitigation, or none at all.
      decision.refuse(
          exchange,
          ResponseCode.NOT_FOUND,
          request.mid().isPresent()
              ? "there is no mitigation with mid " + request.mid().getAsLong()
              : "there is no mitigation of this client");
      return;
    }
    var body = body(shown, request.content(), now);
    // RFC 7641 §4.1: who cannot be taken as an observer gets a plain answer.
    boolean observing =
        request.observe() == Observe.REGISTER
            && session.observers.size() < parameters.observersMax();
    if (observing) register(exchange, session, found, request, now);
    decision.answer(exchange, SignalResponse.of(ResponseCode.CONTENT, body), observing);
  }

  private static Collection<Live> selected(Client client, OptionalLong mid) {
    if (mid.isEmpty()) return client.lives();
    var live = client.live(mid.getAsLong());
    return live == null ? List.of() : List.of(live);
  }

  private void register(
      ExchangeId exchange,
      Session session,
      Client client,
      SignalRequest.Retrieve request,
      Instant now) {
    double perSecond = 1.0 / Math.max(1, parameters.pause().toSeconds());
    var tokens = new TokenBucket(perSecond, Math.max(1, parameters.burst()));
    var observer = new Observer(exchange, session, client, request, tokens);
    all.put(exchange, observer);
    session.observers.add(observer);
    client.observers.add(observer);
    plan(observer, now);
  }

  void ended(ExchangeId exchange) {
    var observer = all.get(exchange);
    if (observer != null) forget(observer);
  }

  void sessionClosed(Session session) {
    List.copyOf(session.observers).forEach(this::forget);
  }

  private void forget(Observer observer) {
    all.remove(observer.exchange);
    observer.session.observers.remove(observer);
    observer.client.observers.remove(observer);
    pending.remove(observer);
    ledger.timers.clear(new Timer.OfObserver(observer.exchange));
  }

  /// What its client sees of a mitigation is different now.
  void changed(Live live) {
    for (var observer : live.client().observers) {
      if (observer.watches(live)) pending.add(observer);
    }
  }

  /// A mitigation is no longer there; it is told one last time.
  void gone(Live live, MitigationState last, Instant now) {
    for (var observer : live.client().observers) {
      if (!observer.watches(live)) continue;
      if (observer.farewells.size() < FAREWELLS_MAX) {
        observer.farewells.add(statuses.of(live, last, observer.filter, now));
      }
      // An observation of all goes on: what the client asks for next is told without a new GET.
      observer.over = observer.mid.isPresent();
      pending.add(observer);
    }
  }

  /// Tells what changed in the course of one input, each observer at most once.
  void flush(Instant now, Decision decision) {
    if (pending.isEmpty()) return;
    var due = List.copyOf(pending);
    pending.clear();
    due.forEach(observer -> tell(observer, now, decision));
  }

  void due(ExchangeId exchange, Instant now, Decision decision) {
    var observer = all.get(exchange);
    if (observer != null) tell(observer, now, decision);
  }

  private void tell(Observer observer, Instant now, Decision decision) {
    if (!observer.tokens.take(now)) {
      ledger.timers.set(new Timer.OfObserver(observer.exchange), now.plus(parameters.pause()));
      return;
    }
    var shown = new ArrayList<MitigationStatus>();
    for (var live : observer.watched()) shown.add(statuses.of(live, observer.filter, now));
    shown.addAll(observer.farewells);
    observer.farewells.clear();
    if (!shown.isEmpty()) {
      decision.after(
          new ServerOutput.Notify(
              observer.exchange,
              SignalResponse.of(ResponseCode.CONTENT, new Body.Mitigations(shown))));
    }
    if (observer.over && observer.watched().isEmpty()) {
      decision.after(new ServerOutput.EndObservation(observer.exchange));
      forget(observer);
      return;
    }
    observer.over = false;
    plan(observer, now);
  }

  private void plan(Observer observer, Instant now) {
    boolean isReported = observer.watched().stream().anyMatch(Live::isReported);
    ledger.timers.set(
        new Timer.OfObserver(observer.exchange),
        isReported ? now.plus(parameters.interval()) : Instant.MAX);
  }

  private Body body(Collection<Live> shown, ContentFilter filter, Instant now) {
    return new Body.Mitigations(
        shown.stream().map(live -> statuses.of(live, filter, now)).toList());
  }

  /// RFC 9132 Table 3: statuses 3 and 7 of a preconfigured request are transmitted four times: at
  /// once, and at the three periodic notifications that follow.
  Duration fourTransmissions() {
    return parameters.interval().multipliedBy(7).dividedBy(2);
  }

  int size() {
    return all.size();
  }
}
