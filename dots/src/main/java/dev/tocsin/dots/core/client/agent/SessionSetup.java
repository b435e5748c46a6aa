// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.client.CommandId;
import dev.tocsin.dots.core.client.RequestId;
import dev.tocsin.dots.core.client.rules.SessionSettings;
import dev.tocsin.dots.core.client.rules.Times;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// The session configuration with one server (RFC 9132 §4.5): discovered, negotiated, kept fresh.
final class SessionSetup {

  private static final long FOREVER_SECONDS = 0xFFFF_FFFFL;
  // RFC 7252 §5.10.5: what an absent Max-Age means.
  private static final long MAX_AGE_SECONDS = 60;
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(60);

  private final ServerLink link;
  private final Outbox out;
  private SessionSettings settings = SessionSettings.DEFAULT;
  private Optional<SessionConfig> wanted;
  private Optional<Session> configured = Optional.empty();
  private OptionalLong sid = OptionalLong.empty();
  private Optional<RequestId> observation = Optional.empty();
  private Instant askAt = Instant.MAX;
  private boolean attack;

  SessionSetup(ServerLink link, Optional<SessionConfig> wanted, Outbox out) {
    this.link = link;
    this.wanted = wanted;
    this.out = out;
  }

  SessionSettings settings() {
    return settings;
  }

  void opened(Session session, Instant now) {
    configured = Optional.empty();
    observation = Optional.empty();
    askAt = now;
    apply(session);
  }

  /// RFC 9132 §4.5: agents switch to the other set upon a change in the mitigation activity.
  void attack(boolean underAttack) {
    attack = underAttack;
    link.sessions().forEach(this::apply);
  }

  void tick(Instant now) {
    // RFC 9132 §4.5.3: "When a DDoS attack is active, refresh requests MUST NOT be sent".
    if (attack || now.isBefore(askAt)) return;
    link.session().filter(session -> session.pace.isReady(now)).ifPresent(each -> ask(each, now));
  }

  Instant deadline(Instant now) {
    if (attack) return Instant.MAX;
    return link.session()
        .map(each -> Times.later(askAt, each.pace.readyAt(now)))
        .orElse(Instant.MAX);
  }

  private void ask(Session session, Instant now) {
    observation.ifPresent(session::forget);
    // Guards against an answer that never comes.
    askAt = now.plus(AFTER_FAILURE);
    var get = new SignalRequest.RetrieveConfig(sid, SignalRequest.Observe.REGISTER);
    var id = session.send(get, true, (_, response, _, at) -> told(session, response, at), now);
    observation = Optional.of(id);
  }

  private void told(Session session, SignalResponse response, Instant now) {
    if (!(response.body() instanceof Body.Configuration(var config))) {
      askAt = now.plus(AFTER_FAILURE);
      // The sid is not known any more: ask for what holds without one.
      if (response.code() == ResponseCode.NOT_FOUND) sid = OptionalLong.empty();
      return;
    }
    settings = new SessionSettings(Optional.of(config));
    askAt = refreshAt(response.maxAge(), now);
    apply(session);
    boolean pending = configured.filter(each -> each == session).isEmpty();
    if (wanted.isPresent() && pending && !attack) {
      configured = Optional.of(session);
      configure(
          session, settings.offer(wanted.get(), session.way.transport()), Optional.empty(), now);
    }
  }

  // RFC 9132 §4.5.3: ask again before Max-Age passes; 2^32-1 is infinite.
  private static Instant refreshAt(OptionalLong maxAge, Instant now) {
    long seconds = maxAge.orElse(MAX_AGE_SECONDS);
    if (seconds == 0 || seconds == FOREVER_SECONDS) return Instant.MAX;
    return now.plusMillis(Math.max(1000, seconds * 750));
  }

  /// Negotiates what an operator asks for.
  void configure(SessionConfig config, Optional<CommandId> command, Instant now) {
    wanted = Optional.of(config);
    var session = link.session().orElseThrow();
    configured = Optional.of(session);
    var transport = session.way.transport();
    var sent = SessionSettings.DEFAULT.offer(config, transport);
    configure(session, sent, command, now);
  }

  private void configure(
      Session session, SessionConfig config, Optional<CommandId> command, Instant now) {
    if (SessionSettings.isEmpty(config)) {
      out.refuse(command, "no parameter is left that can be negotiated over this transport");
      return;
    }
    long number = nextSid(now);
    session.send(
        new SignalRequest.Configure(number, config),
        true,
        new Session.Answer() {
          @Override
          public void heard(
              RequestId id, SignalResponse response, boolean notification, Instant at) {
            configured(number, response, command, at);
          }

          @Override
          public void unanswered(Instant at) {
            out.refuse(command, "the server does not answer");
          }
        },
        now);
  }

  // RFC 9132 §4.5.2: sid values increase monotonically, also over our own restarts.
  private long nextSid(Instant now) {
    return Math.max(now.getEpochSecond(), sid.orElse(0) + 1);
  }

  private void configured(
      long number, SignalResponse response, Optional<CommandId> command, Instant now) {
    if (response.code().isSuccess()) {
      sid = OptionalLong.of(number);
      out.reply(command, new ClientReply.Done("session parameters are negotiated, sid " + number));
    } else {
      // RFC 9132 §4.5.2: after 4.22, retrieve what the server finds acceptable.
      if (command.isPresent()) wanted = Optional.empty();
      out.reply(command, Refusals.reply(response));
      out.event("config-refused", link.server.name() + ": " + Refusals.reason(response));
    }
    askAt = now;
  }

  /// Back to the server's defaults (RFC 9132 §4.5.4).
  void reset(Optional<CommandId> command, Instant now) {
    wanted = Optional.empty();
    var session = link.session().orElseThrow();
    session.send(
        new SignalRequest.ResetConfig(sid),
        true,
        new Session.Answer() {
          @Override
          public void heard(
              RequestId id, SignalResponse response, boolean notification, Instant at) {
            sid = OptionalLong.empty();
            askAt = at;
            out.reply(
                command,
                response.code().isSuccess()
                    ? new ClientReply.Done("session parameters are the server's defaults")
                    : Refusals.reply(response));
          }

          @Override
          public void unanswered(Instant at) {
            out.refuse(command, "the server does not answer");
          }
        },
        now);
  }

  private void apply(Session session) {
    var current = settings.current(attack);
    session.probingRate(current.probingRate().current().orElseThrow());
    out.add(new ClientOutput.ApplyConfig(session.id, current));
  }
}
