// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.RequestId;
import dev.tocsin.dots.core.client.rules.Candidate;
import dev.tocsin.dots.core.client.rules.Pace;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// One open signal session: what was sent over it and waits for an answer, its pace, its
/// heartbeats.
final class Session {

  private static final int EXCHANGES_MAX = 8192;
  // An encrypted GET or efficacy update is hardly larger.
  private static final int PROBE_BYTES = 128;
  private static final Duration UNRESPONSIVE = Duration.ofSeconds(10);
  // With half of the datagrams lost each way, five tries in a row fail one time in four.
  private static final int TRIES_ENOUGH = 5;

  /// What becomes of a request.
  interface Answer {
    void heard(RequestId id, SignalResponse response, boolean notification, Instant now);

    default void unanswered(Instant now) {}
  }

  private record Exchange(Answer answer, Instant sent, boolean confirmable, boolean observing) {}

  final ConnectionId id;
  final Candidate way;
  final int payloadBytes;
  final Instant opened;
  final Pace pace;
  final Heartbeats heartbeats;
  private final Outbox out;
  private final Map<RequestId, Exchange> exchanges = new LinkedHashMap<>();
  private Optional<Instant> lastHeard = Optional.empty();
  private Optional<Instant> silentSince = Optional.empty();
  private int sentInSilence;
  private boolean asked;
  private Instant lastProbe = Instant.MIN;
  private long probingRate = 5;

  Session(ConnectionId id, Candidate way, int payloadBytes, Outbox out, Instant now) {
    this.id = id;
    this.way = way;
    this.payloadBytes = payloadBytes;
    this.opened = now;
    this.pace = new Pace(way.transport().isDatagram());
    this.heartbeats = new Heartbeats(this, now);
    this.out = out;
  }

  RequestId send(SignalRequest request, boolean confirmable, Answer answer, Instant now) {
    boolean con = confirmable && way.transport().isDatagram();
    var number = out.newRequest();
    exchanges.put(number, new Exchange(answer, now, con, observes(request)));
    if (exchanges.size() > EXCHANGES_MAX) forget(exchanges.keySet().iterator().next());
    pace.sent(now);
    if (silentSince.isEmpty()) silentSince = Optional.of(now);
    sentInSilence++;
    out.add(new ClientOutput.Send(id, number, request, con));
    return number;
  }

  void forget(RequestId request) {
    if (exchanges.remove(request) != null) out.add(new ClientOutput.Forget(id, request));
  }

  void responded(RequestId request, SignalResponse response, boolean notification, Instant now) {
    heardFromPeer(now);
    var exchange = exchanges.get(request);
    // An answer to something forgotten, or one that a peer sent twice.
    if (exchange == null) return;
    // Karn: the transport repeats a confirmable request, and its answer may belong to any copy.
    if (!notification && !exchange.confirmable) {
      pace.measured(Duration.between(exchange.sent, now));
    }
    if (!exchange.observing || !response.code().isSuccess()) exchanges.remove(request);
    exchange.answer.heard(request, response, notification, now);
  }

  void unanswered(RequestId request, Instant now) {
    var exchange = exchanges.get(request);
    if (exchange == null) return;
    // An observation that was answered once goes on until it is forgotten.
    exchanges.remove(request);
    exchange.answer.unanswered(now);
  }

  /// The server's own heartbeat came.
  void heartbeatReceived(Instant now) {
    heardFromPeer(now);
    heartbeats.received(now);
  }

  /// Any sign of life.
  private void heardFromPeer(Instant now) {
    lastHeard = Optional.of(now);
    silentSince = Optional.empty();
    sentInSilence = 0;
    asked = false;
    pace.heard(now);
    heartbeats.heardFromPeer();
  }

  Optional<Instant> lastHeard() {
    return lastHeard;
  }

  /// Whether something was sent this long ago and nothing at all came since.
  boolean isSilentFor(Duration span, Instant now) {
    return silentSince.filter(since -> !now.isBefore(since.plus(span))).isPresent();
  }

  /// @param bytesPerSecond average rate towards a peer that does not respond
  void probingRate(long bytesPerSecond) {
    probingRate = Math.max(1, bytesPerSecond);
  }

  void probed(Instant now) {
    lastProbe = now;
  }

  /// RFC 7252 §4.7: when anything but a mitigation request or a heartbeat may go to a peer that
  /// does not respond.
  Instant probeReadyAt(Instant now) {
    if (lastProbe.equals(Instant.MIN) || !isSilentFor(UNRESPONSIVE, now)) return Instant.MIN;
    return lastProbe.plusMillis(1000L * PROBE_BYTES / probingRate);
  }

  /// Whether the peer is to be taken for gone: nothing came in this time, or in half of it though
  /// it was asked often enough.
  boolean isUnresponsive(Duration span, Instant now) {
    return !now.isBefore(unresponsiveAt(span));
  }

  /// When {@link #isUnresponsive} becomes true if nothing comes.
  Instant unresponsiveAt(Duration span) {
    var patience = sentInSilence < TRIES_ENOUGH ? span : span.dividedBy(2);
    return silentSince.map(since -> since.plus(patience)).orElse(Instant.MAX);
  }

  /// When a peer that should speak by itself has said nothing for so long that it is to be asked;
  /// never while a question is open.
  Instant quietAt(Duration span) {
    if (asked || silentSince.isPresent()) return Instant.MAX;
    return lastHeard.orElse(opened).plus(span);
  }

  /// Somebody asks: one question is enough to learn whether the peer is there.
  void ask() {
    asked = true;
  }

  private static boolean observes(SignalRequest request) {
    return switch (request) {
      case SignalRequest.Retrieve get -> get.observe() == SignalRequest.Observe.REGISTER;
      case SignalRequest.RetrieveConfig get -> get.observe() == SignalRequest.Observe.REGISTER;
      case SignalRequest.Mitigate _,
          SignalRequest.UpdateEfficacy _,
          SignalRequest.Withdraw _,
          SignalRequest.Configure _,
          SignalRequest.ResetConfig _,
          SignalRequest.Heartbeat _ ->
          false;
    };
  }
}
