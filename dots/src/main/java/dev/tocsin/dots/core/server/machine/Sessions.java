// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.base.time.TokenBucket;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ServerParameters;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.identity.Directory;
import dev.tocsin.dots.core.server.ledger.Book;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Ledger;
import dev.tocsin.dots.core.server.ledger.Ledger.Timer;
import dev.tocsin.dots.core.server.ledger.Peer;
import dev.tocsin.dots.core.server.ledger.Session;
import dev.tocsin.dots.core.server.session.LinkHealth;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import dev.tocsin.dots.wire.SignalResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Open sessions: who is let in, heartbeats both ways, and when a signal counts as lost (RFC 9132
/// §4.7).
final class Sessions {

  static final int TURNED_AWAY_BURST = 100;

  private final ServerParameters.Sessions parameters;
  private final Ledger ledger;
  private final Observers observers;
  private final Activation activation;
  private final Map<SessionId, Session> all = new HashMap<>();
  // Most peers configure nothing: their sessions share what then holds.
  private final ParameterSet offeredMitigating;
  private final ParameterSet offeredIdle;
  private final TokenBucket audits = new TokenBucket(1, TURNED_AWAY_BURST);
  private long unaudited;

  Sessions(
      ServerParameters.Sessions parameters,
      Ledger ledger,
      Observers observers,
      Activation activation) {
    this.parameters = parameters;
    this.ledger = ledger;
    this.observers = observers;
    this.activation = activation;
    offeredMitigating = parameters.negotiation().inForce(Optional.empty(), true);
    offeredIdle = parameters.negotiation().inForce(Optional.empty(), false);
  }

  private ParameterSet inForce(Peer peer) {
    if (peer.config.isEmpty()) return peer.isMitigating() ? offeredMitigating : offeredIdle;
    return parameters.negotiation().inForce(peer.config, peer.isMitigating());
  }

  @Nullable Session session(SessionId id) {
    return all.get(id);
  }

  List<Session> all() {
    return List.copyOf(all.values());
  }

  void opened(
      ServerInput.SessionOpened opened, Directory directory, Instant now, Decision decision) {
    var fingerprint = opened.peer().fingerprint();
    var domain = directory.of(opened.peer());
    if (domain.isEmpty()) {
      turnAway(opened, "", "no domain has this identity", now, decision);
      return;
    }
    var book = ledger.open(domain.get());
    var peer = book.peer(fingerprint);
    var reason = full(book, peer, decision);
    if (reason.isPresent()) {
      turnAway(opened, book.name(), reason.get(), now, decision);
      book.forgetIfIdle(peer);
      return;
    }
    var inForce = inForce(peer);
    var session =
        new Session(
            opened.session(),
            peer,
            opened.peer(),
            opened.transport(),
            new LinkHealth(now),
            inForce);
    all.put(session.id(), session);
    peer.sessions.add(session);
    book.sessions++;
    recovered(peer);
    decision.now(new ServerOutput.ApplyConfig(session.id(), inForce));
    planHeartbeat(session, now);
  }

  /// Whoever comes back all day must not push everything else out of the audit log.
  private void turnAway(
      ServerInput.SessionOpened opened,
      String domain,
      String reason,
      Instant now,
      Decision decision) {
    if (audits.take(now)) {
      var before = unaudited == 0 ? "" : "; " + unaudited + " more were turned away before";
      unaudited = 0;
      decision.now(
          new ServerOutput.Audit(
              "turn-away", domain, opened.peer().fingerprint(), reason + before));
    } else {
      unaudited++;
    }
    decision.now(new ServerOutput.CloseSession(opened.session(), reason));
  }

  /// Why there is no room; a defunct session of the same peer makes room for its successor.
  private Optional<String> full(Book book, Peer peer, Decision decision) {
    boolean isFull =
        book.sessions >= book.domain().limits().sessionsMax()
            || all.size() >= parameters.sessionsMax();
    if (!isFull) return Optional.empty();
    var defunct = peer.sessions.stream().filter(Session::isDefunct).findFirst();
    if (defunct.isEmpty()) return Optional.of("too many sessions are open");
    close(defunct.get(), "a new session has taken its place", decision);
    return Optional.empty();
  }

  void closed(SessionId id, Instant now) {
    var session = all.get(id);
    if (session == null) return;
    remove(session);
    var peer = session.peer();
    if (!peer.isReachable() && !peer.signalLost && peer.awaitsSignalLoss()) {
      ledger.timers.set(timer(peer), now.plus(parameters.reconnectGrace()));
    }
    peer.book().forgetIfIdle(peer);
  }

  /// Ends a session from this side.
  void close(Session session, String reason, Decision decision) {
    decision.now(new ServerOutput.CloseSession(session.id(), reason));
    remove(session);
    session.peer().book().forgetIfIdle(session.peer());
  }

  private void remove(Session session) {
    all.remove(session.id());
    session.peer().sessions.remove(session);
    session.peer().book().sessions--;
    observers.sessionClosed(session);
    ledger.timers.clear(new Timer.OfSession(session.id()));
  }

  private static Timer timer(Peer peer) {
    return new Timer.OfPeer(peer.book().name(), peer.owner());
  }

  /// After a restart every client needs time to notice it: as long as it takes to miss enough
  /// heartbeats, and to reconnect.
  void expectBack(Peer peer, Instant now) {
    var inForce = inForce(peer);
    long seconds =
        inForce.heartbeatInterval().current().orElseThrow()
            * inForce.missingHbAllowed().current().orElseThrow();
    ledger.timers.set(timer(peer), now.plus(parameters.reconnectGrace()).plusSeconds(seconds));
  }

  /// The client had its time to come back.
  void peerDue(Peer peer, Instant now, Decision decision) {
    if (!peer.isReachable()) activation.signalLost(peer, now, decision);
  }

  /// Any traffic of the peer: the session lives.
  void heard(Session session, Instant now) {
    session.health.heard(now);
    if (!session.isDefunct()) return;
    session.defunct(false);
    recovered(session.peer());
  }

  private void recovered(Peer peer) {
    ledger.timers.clear(timer(peer));
    activation.signalRecovered(peer);
  }

  /// PUT hb: answered at once, because nothing is promised.
  void heartbeat(
      ExchangeId exchange, Session session, boolean peerHbStatus, Instant now, Decision decision) {
    session.health.peerHeartbeat(now);
    decision.now(new ServerOutput.Answer(exchange, SignalResponse.of(ResponseCode.CHANGED), false));
    // RFC 9132 §4.7: a client that hears none of our heartbeats is sent one right behind its own,
    // while the path is open; RFC 8085 §3.5: no more often than every 15 seconds.
    var interval = session.heartbeatInterval();
    if (peerHbStatus || interval.isZero()) return;
    if (!now.isBefore(session.health.sent().plus(shortest(interval)))) {
      send(session, now, decision);
    }
  }

  private Duration shortest(Duration interval) {
    var min =
        Duration.ofSeconds(
            parameters.negotiation().offer().mitigating().heartbeatInterval().min().orElse(15));
    return interval.compareTo(min) < 0 ? interval : min;
  }

  void heartbeatEnded(Session session, boolean answered, Instant now) {
    if (!answered) return;
    session.health.heartbeatAnswered(now);
    heard(session, now);
  }

  /// Time for the next heartbeat, and to see whether the last ones were in vain.
  void due(Session session, Instant now, Decision decision) {
    if (session.heartbeatInterval().isZero()) return;
    if (session.health.isLost(session.heartbeatInterval(), session.missingAllowed(), now)
        && lost(session, now, decision)) {
      return;
    }
    send(session, now, decision);
  }

  /// @return true if the session is closed
  private boolean lost(Session session, Instant now, Decision decision) {
    var peer = session.peer();
    if (!session.isDefunct()) {
      session.defunct(true);
      decision.now(
          new ServerOutput.Audit(
              "session-lost", peer.book().name(), peer.owner(), "no traffic and no heartbeats"));
    }
    if (!peer.isReachable()) activation.signalLost(peer, now, decision);
    // RFC 8612 SIG-004: no session is ended while a mitigation is active and attack traffic flows.
    if (peer.isUnderAttack()) return false;
    close(session, "the session is defunct", decision);
    return true;
  }

  private void send(Session session, Instant now, Decision decision) {
    boolean hears = session.health.hearsHeartbeats(session.heartbeatInterval(), now);
    session.health.heartbeatSent(now);
    decision.now(new ServerOutput.SendHeartbeat(session.id(), hears));
    planHeartbeat(session, now);
  }

  private void planHeartbeat(Session session, Instant now) {
    var interval = session.heartbeatInterval();
    var next = interval.isZero() ? Instant.MAX : session.health.sent().plus(interval);
    ledger.timers.set(new Timer.OfSession(session.id()), next.isBefore(now) ? now : next);
  }

  /// RFC 9132 §4.5: the set of parameters follows the mitigation activity, and what was configured.
  void applyConfig(Peer peer, Instant now, Decision decision) {
    if (peer.sessions.isEmpty()) return;
    var inForce = inForce(peer);
    for (var session : peer.sessions) {
      if (session.inForce.equals(inForce)) continue;
      session.inForce = inForce;
      decision.now(new ServerOutput.ApplyConfig(session.id(), inForce));
      planHeartbeat(session, now);
    }
  }
}
