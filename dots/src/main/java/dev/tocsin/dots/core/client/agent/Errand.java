// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.RequestId;
import dev.tocsin.dots.core.client.rules.Times;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// One request to one server, sent again until it is answered.
///
/// RFC 9132 §4.4: Non-confirmable requests "are sent at regular intervals until a response is
/// received". Every try is a request of its own, so a late answer to any of them counts.
final class Errand {

  private static final int TRIES_KEPT = 4;
  // RFC 7252 §4.8.2: nothing is answered after EXCHANGE_LIFETIME.
  private static final Duration CONFIRMABLE_MAX = Duration.ofSeconds(247);
  private static final Duration AFTER_CONFIRMABLE = Duration.ofSeconds(10);

  private record Try(Session session, RequestId id) {}

  final ServerLink link;
  final boolean urgent;
  final Instant since;
  private final Supplier<SignalRequest> request;
  private final BooleanSupplier confirmable;
  private final Session.Answer answer;
  private final ArrayList<Try> tries = new ArrayList<>();
  private Instant next;
  private int sent;
  private boolean over;

  /// @param urgent goes over every session of the link, before the others
  Errand(
      ServerLink link,
      boolean urgent,
      Supplier<SignalRequest> request,
      BooleanSupplier confirmable,
      Session.Answer answer,
      Instant now) {
    this.link = link;
    this.urgent = urgent;
    this.since = now;
    this.request = request;
    this.confirmable = confirmable;
    this.answer = answer;
    this.next = now;
  }

  boolean isOver() {
    return over;
  }

  /// More than one copy is on its way, or may be.
  boolean wasRepeated() {
    return sent > 1;
  }

  Instant next() {
    return next;
  }

  void send(Session session, Instant now) {
    boolean con = confirmable.getAsBoolean() && session.way.transport().isDatagram();
    sent++;
    tries.add(new Try(session, session.send(request.get(), con, new Attempt(), now)));
    if (tries.size() > TRIES_KEPT) {
      var oldest = tries.removeFirst();
      oldest.session.forget(oldest.id);
    }
    next = now.plus(con ? CONFIRMABLE_MAX : session.pace.retransmitAfter(now));
  }

  private final class Attempt implements Session.Answer {
    @Override
    public void heard(RequestId id, SignalResponse response, boolean notification, Instant now) {
      if (!over) {
        over = true;
        forgetAllBut(id);
      }
      answer.heard(id, response, notification, now);
    }

    @Override
    public void unanswered(Instant now) {
      next = Times.earlier(next, now.plus(AFTER_CONFIRMABLE));
    }
  }

  // The try that was answered stays known: it may be an observation.
  private void forgetAllBut(RequestId answered) {
    for (var each : List.copyOf(tries)) {
      if (each.id.equals(answered)) continue;
      each.session.forget(each.id);
      tries.remove(each);
    }
  }

  /// No answer matters any more; an observation ends.
  void cancel() {
    over = true;
    tries.forEach(each -> each.session.forget(each.id));
    tries.clear();
  }

  void sessionOpened(Instant now) {
    if (!over) next = now;
  }

  void sessionClosed(Session session, Instant now) {
    if (tries.removeIf(each -> each.session == session) && !over) next = now;
  }

  /// Not answered for this long.
  boolean isUnansweredFor(Duration span, Instant now) {
    return !over && !now.isBefore(since.plus(span));
  }
}
