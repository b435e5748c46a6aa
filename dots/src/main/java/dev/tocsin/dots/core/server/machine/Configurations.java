// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ServerParameters;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Peer;
import dev.tocsin.dots.core.server.ledger.Session;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalRequest.Observe;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Signal channel session configuration (RFC 9132 §4.5). It is kept for a peer, so that its
/// sessions share it and a new session begins with what was negotiated last.
final class Configurations {

  private static final int OBSERVERS_OF_A_SESSION_MAX = 4;

  private final ServerParameters.Sessions parameters;
  private final Sessions sessions;
  private final Map<ExchangeId, Session> observers = new HashMap<>();

  Configurations(ServerParameters.Sessions parameters, Sessions sessions) {
    this.parameters = parameters;
    this.sessions = sessions;
  }

  void retrieve(
      ExchangeId exchange,
      Session session,
      SignalRequest.RetrieveConfig request,
      Decision decision) {
    var current = session.peer().config.map(SessionConfig::sid).orElse(OptionalLong.empty());
    // RFC 9132 §9: 4.04 for a sid that is not valid.
    if (request.sid().isPresent() && !request.sid().equals(current)) {
      decision.refuse(
          exchange,
          ResponseCode.NOT_FOUND,
          "there is no configuration with sid " + request.sid().getAsLong());
      return;
    }
    boolean observing =
        request.observe() == Observe.REGISTER
            && session.configObservers.size() < OBSERVERS_OF_A_SESSION_MAX;
    if (observing) {
      observers.put(exchange, session);
      session.configObservers.add(exchange);
    }
    decision.answer(exchange, content(session), observing);
  }

  // RFC 9132 §4.5.3: Max-Age is recommended, so that clients need not ask every 60 seconds.
  private SignalResponse content(Session session) {
    var shown = parameters.negotiation().shown(session.peer().config, session.isDatagram());
    return new SignalResponse(
        ResponseCode.CONTENT,
        new Body.Configuration(shown),
        OptionalLong.of(parameters.configMaxAge().toSeconds()));
  }

  void configure(
      ExchangeId exchange,
      Session session,
      SignalRequest.Configure request,
      Instant now,
      Decision decision) {
    var problem = parameters.negotiation().problem(request.config(), session.isDatagram());
    if (problem.isPresent()) {
      var code =
          problem.get().outOfRange() ? ResponseCode.UNPROCESSABLE_ENTITY : ResponseCode.BAD_REQUEST;
      decision.refuse(exchange, code, problem.get().reason());
      return;
    }
    // RFC 9132 §4.5.2: sids increase, a higher one overrides. A configuration belongs to a session:
    // over a new one the count may begin anew.
    if (session.sid.isPresent() && request.sid() < session.sid.getAsLong()) {
      decision.refuse(
          exchange,
          ResponseCode.BAD_REQUEST,
          "sid " + request.sid() + " is below the " + session.sid.getAsLong() + " sent before");
      return;
    }
    var peer = session.peer();
    boolean isKnown =
        peer.config.isPresent() && peer.config.get().sid().equals(OptionalLong.of(request.sid()));
    session.sid = OptionalLong.of(request.sid());
    var accepted =
        parameters.negotiation().accepted(request.sid(), request.config(), session.isDatagram());
    replace(
        peer,
        Optional.of(accepted),
        new Change.PutConfig(peer.book().name(), peer.owner(), accepted),
        decision);
    decision.answer(
        exchange, SignalResponse.of(isKnown ? ResponseCode.CHANGED : ResponseCode.CREATED));
    changed(peer, now, decision);
  }

  /// RFC 9132 §4.5.4 names no code for a sid that does not exist; RFC 7252 §5.8.4 answers a DELETE
  /// of what is not there with 2.02, too.
  void reset(
      ExchangeId exchange,
      Session session,
      SignalRequest.ResetConfig request,
      Instant now,
      Decision decision) {
    decision.answer(exchange, SignalResponse.of(ResponseCode.DELETED));
    var peer = session.peer();
    boolean isMeant =
        peer.config.isPresent()
            && (request.sid().isEmpty() || request.sid().equals(peer.config.get().sid()));
    if (!isMeant) return;
    replace(
        peer,
        Optional.empty(),
        new Change.RemoveConfig(peer.book().name(), peer.owner()),
        decision);
    session.sid = OptionalLong.empty();
    changed(peer, now, decision);
  }

  private void replace(
      Peer peer, Optional<SessionConfig> config, Change change, Decision decision) {
    Change before =
        peer.config.isPresent()
            ? new Change.PutConfig(peer.book().name(), peer.owner(), peer.config.get())
            : new Change.RemoveConfig(peer.book().name(), peer.owner());
    decision.change(change, before);
    peer.config = config;
  }

  /// Puts a value back that a failed commit had replaced.
  void restore(Peer peer, Optional<SessionConfig> config, Instant now, Decision decision) {
    peer.config = config;
    changed(peer, now, decision);
  }

  // RFC 9132 §4.5.3: observers hear of any change.
  private void changed(Peer peer, Instant now, Decision decision) {
    sessions.applyConfig(peer, now, decision);
    for (var session : peer.sessions) {
      for (var exchange : session.configObservers) {
        decision.after(new ServerOutput.Notify(exchange, content(session)));
      }
    }
  }

  void ended(ExchangeId exchange) {
    var session = observers.remove(exchange);
    if (session != null) session.configObservers.remove(exchange);
  }

  void sessionClosed(Session session) {
    session.configObservers.forEach(observers::remove);
  }
}
