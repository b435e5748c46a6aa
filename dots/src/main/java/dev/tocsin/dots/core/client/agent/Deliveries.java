// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.ClientParameters.Requesting;
import dev.tocsin.dots.core.client.agent.Part.Delivery;
import dev.tocsin.dots.core.client.agent.Part.Delivery.State;
import dev.tocsin.dots.core.client.rules.Times;
import dev.tocsin.dots.wire.ConflictCause;
import dev.tocsin.dots.wire.ConflictInformation;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Brings every part to a server and keeps it there: asks, asks the next server too while the first
/// is silent, refreshes, observes, and asks again what a server lost.
final class Deliveries {

  private static final Duration REFUSED_REST = Duration.ofSeconds(300);
  private static final Duration STRAGGLERS = Duration.ofSeconds(30);
  // Most servers tell of an active mitigation every ten seconds.
  private static final Duration QUIET = Duration.ofSeconds(12);
  private static final long UNAVAILABLE_SECONDS = 60;
  // RFC 9132 §4.4.1.3: refresh after retry-timer, before the 45 seconds behind it have passed.
  private static final long AFTER_RETRY_TIMER_SECONDS = 15;

  // RFC 7252 §5.9.3, RFC 8516: the server's state, not the request, is the reason.
  private static final Set<ResponseCode> POSTPONING =
      EnumSet.of(
          ResponseCode.SERVICE_UNAVAILABLE,
          ResponseCode.INTERNAL_SERVER_ERROR,
          ResponseCode.BAD_GATEWAY,
          ResponseCode.GATEWAY_TIMEOUT,
          ResponseCode.TOO_MANY_REQUESTS);

  /// What the book of requests must know.
  interface Outcome {
    void granted(Wanted wanted, Part part, ServerLink link, Instant now);

    void refused(Wanted wanted, Part part, SignalResponse response, Instant now);

    void asked(Part part, ServerLink link);

    /// The server could not change the lists that were to be changed with it.
    void uncontrolled(Wanted wanted, SignalResponse response, Instant retry);

    /// The status changed.
    void reported(Wanted wanted, Part part, Instant now);

    /// A server holds a part that another one holds as well.
    void surplus(Part part, ServerLink link, Instant now);

    /// A redirection was followed: the origin's mitigations are the alternate server's.
    void redirected(ServerLink origin, Instant now);
  }

  private final Links links;
  private final Errands errands;
  private final Cuids cuids;
  private final Outbox out;
  private final Requesting timings;
  private final RandomGenerator random;

  Deliveries(
      Links links,
      Errands errands,
      Cuids cuids,
      Outbox out,
      Requesting timings,
      RandomGenerator random) {
    this.links = links;
    this.errands = errands;
    this.cuids = cuids;
    this.out = out;
    this.timings = timings;
    this.random = random;
  }

  void tick(Wanted wanted, Part part, Outcome outcome, Instant now) {
    var work = new Work(wanted, part, outcome, now);
    part.deliveries.forEach((link, delivery) -> keepAlive(work, link, delivery));
    var home = home(part, now);
    if (home.isPresent() && (links.isAttack() || home.equals(links.preferredOpen()))) {
      dropSurplus(work, home.get());
      return;
    }
    for (var link : links.inOrder()) {
      var delivery = part.deliveries.computeIfAbsent(link, _ -> new Delivery(now));
      if (bring(work, link, delivery)) return;
    }
  }

  private record Work(Wanted wanted, Part part, Outcome outcome, Instant now) {}

  /// The most preferred server that holds the part and is alive.
  private Optional<ServerLink> home(Part part, Instant now) {
    return links.inOrder().stream()
        .filter(link -> isGranted(part.deliveries.get(link)) && isAlive(link, now))
        .findFirst();
  }

  private static boolean isGranted(@Nullable Delivery delivery) {
    return delivery != null && delivery.isGranted();
  }

  private boolean isAlive(ServerLink link, Instant now) {
    return link.sessions().stream()
        .anyMatch(session -> !session.isUnresponsive(timings.newSessionAfter(), now));
  }

  private void keepAlive(Work work, ServerLink link, Delivery delivery) {
    switch (delivery.state) {
      case State.Granted(var refresh) when !work.now.isBefore(refresh) ->
          ask(work, link, delivery, true);
      case State.Resting(var until) when !work.now.isBefore(until) ->
          delivery.state = new State.Unsent(work.now);
      case State.Granted _, State.Resting _, State.Unsent _, State.Asking _, State.Refused _ -> {}
    }
    if (delivery.isGranted()) observe(work, link, delivery);
  }

  // RFC 9132 §4.4.2.1: observe; §4.4.2.2: and ask again where notifications stay away. When they
  // all
  // do, asking for one of them shows soon whether the server still knows the session.
  private void observe(Work work, ServerLink link, Delivery delivery) {
    var session = link.session();
    if (session.isEmpty()) return;
    boolean first = !delivery.watchedOn.equals(session);
    boolean due = first || !work.now.isBefore(delivery.askAt) || isQuiet(work, session.get());
    if (!due) return;
    session.get().ask();
    delivery.askAt = work.now.plus(askAgain(work.wanted));
    if (!first && delivery.watch.filter(each -> !each.isOver()).isPresent()) return;
    delivery.watchedOn = session;
    delivery.watch.ifPresent(Errand::cancel);
    var content = first ? ContentFilter.ALL : ContentFilter.NON_CONFIG;
    var get =
        new SignalRequest.Retrieve(
            cuids.of(link),
            OptionalLong.of(work.part.mid),
            content,
            SignalRequest.Observe.REGISTER);
    var errand =
        new Errand(
            link,
            false,
            () -> get,
            () -> !links.isAttack(),
            (_, response, _, at) -> told(work, link, delivery, response, at),
            work.now);
    delivery.watch = Optional.of(errands.add(errand));
  }

  private boolean isQuiet(Work work, Session session) {
    return links.isAttack()
        && work.wanted.isMitigating()
        && !work.now.isBefore(session.quietAt(QUIET));
  }

  private Duration askAgain(Wanted wanted) {
    return wanted.isMitigating() ? timings.askAgain() : timings.askAgainIdle();
  }

  /// @return whether to wait for this server before the next one is asked
  private boolean bring(Work work, ServerLink link, Delivery delivery) {
    boolean immediate = !work.wanted.isPreconfigured();
    if (link.session().isEmpty()) {
      if (immediate) links.demand(link);
      return immediate && !link.hasFailed(work.now) && isPatient(delivery, work.now);
    }
    return switch (delivery.state) {
      case State.Unsent _ -> {
        // Preconfigured requests are installed in idle time.
        boolean waits = !work.wanted.isMitigating() && links.isAttack();
        if (!waits) ask(work, link, delivery, false);
        yield true;
      }
      case State.Asking(var errand, _) ->
          !errand.isUnansweredFor(timings.nextServerAfter(), work.now);
      case State.Granted _ -> isAlive(link, work.now);
      case State.Resting _ -> false;
      case State.Refused _ -> true;
    };
  }

  private boolean isPatient(Delivery delivery, Instant now) {
    return switch (delivery.state) {
      case State.Unsent(var since) -> now.isBefore(since.plus(timings.nextServerAfter()));
      case State.Asking(var errand, _) -> !errand.isUnansweredFor(timings.nextServerAfter(), now);
      case State.Granted _, State.Resting _ -> false;
      case State.Refused _ -> true;
    };
  }

  private void dropSurplus(Work work, ServerLink home) {
    for (var entry : List.copyOf(work.part.deliveries.entrySet())) {
      var link = entry.getKey();
      var delivery = entry.getValue();
      if (link == home || !delivery.isSent() || delivery.state instanceof State.Resting) continue;
      // A server that is gone is told when it is back.
      if (!isAlive(link, work.now)) continue;
      delivery.stop();
      work.part.deliveries.remove(link);
      work.outcome.surplus(work.part, link, work.now);
    }
  }

  private void ask(Work work, ServerLink link, Delivery delivery, boolean refreshing) {
    work.outcome.asked(work.part, link);
    var cuid = cuids.of(link);
    var put = new SignalRequest.Mitigate(cuid, work.part.mid, work.part.request, work.part.acls);
    var errand =
        new Errand(
            link,
            true,
            () -> put,
            // RFC 9132 §4.4: mitigation requests are Non-confirmable; §4.5: what is exchanged in
            // idle time is Confirmable.
            () -> work.wanted.isPreconfigured() && !links.isAttack(),
            (_, response, _, at) -> answered(work, link, delivery, cuid, response, at),
            work.now);
    delivery.state = new State.Asking(errands.add(errand), refreshing);
  }

  /// Asks once more for what changed or was lost.
  void askAgain(Wanted wanted, Part part, Outcome outcome, Instant now) {
    for (var entry : part.deliveries.entrySet()) {
      if (!entry.getValue().isGranted()) continue;
      entry.getValue().stop();
      ask(new Work(wanted, part, outcome, now), entry.getKey(), entry.getValue(), true);
      entry.getValue().watchedOn = Optional.empty();
    }
  }

  private void answered(
      Work work,
      ServerLink link,
      Delivery delivery,
      String cuid,
      SignalResponse response,
      Instant now) {
    if (work.part.deliveries.get(link) != delivery) return;
    if (response.code().isSuccess()) {
      grant(work, link, delivery, response, now);
      return;
    }
    var conflict = Refusals.conflict(response);
    if (conflict
            .flatMap(ConflictInformation::cause)
            .filter(ConflictCause.CUID_COLLISION::equals)
            .isPresent()
        && cuids.renew(link, cuid)) {
      delivery.state = new State.Unsent(now);
      return;
    }
    if (hasFailedControl(work.part, response)) {
      withoutControl(work, delivery, response, now);
      return;
    }
    redirect(work, link, response, now);
    var rest = rest(response, conflict, now);
    if (rest.isPresent()) {
      delivery.state = new State.Resting(rest.get());
      out.event(
          "postponed",
          work.wanted.label + ": " + response.code() + " " + Refusals.reason(response));
      return;
    }
    refuse(work, delivery, response, now);
  }

  private static boolean hasFailedControl(Part part, SignalResponse response) {
    return !part.acls.isEmpty()
        && response.code() == ResponseCode.SERVICE_UNAVAILABLE
        && response.body() instanceof Body.Mitigations(var all)
        && all.stream().anyMatch(status -> !status.acls().isEmpty());
  }

  /// RFC 9133 §3.2.1: at once the same without the lists, and with them after Max-Age.
  private static void withoutControl(
      Work work, Delivery delivery, SignalResponse response, Instant now) {
    work.part.acls = List.of();
    delivery.state = new State.Unsent(now);
    var pause = Math.max(1, response.maxAge().orElse(UNAVAILABLE_SECONDS));
    work.outcome.uncontrolled(work.wanted, response, now.plusSeconds(pause));
  }

  private void refuse(Work work, Delivery delivery, SignalResponse response, Instant now) {
    delivery.stop();
    delivery.state =
        work.wanted.isPreconfigured()
            ? new State.Resting(now.plus(REFUSED_REST))
            : new State.Refused();
    work.outcome.refused(work.wanted, work.part, response, now);
  }

  /// Until when the server does not want to hear this request, if it is not refused for good.
  private Optional<Instant> rest(
      SignalResponse response, Optional<ConflictInformation> conflict, Instant now) {
    // RFC 9132 §4.4.1.3: not the same request again before retry-timer.
    var timer = conflict.map(ConflictInformation::retryTimerSeconds).orElse(OptionalLong.empty());
    if (timer.isPresent()) return Optional.of(now.plusSeconds(timer.getAsLong()));
    if (!POSTPONING.contains(response.code())) return Optional.empty();
    return Optional.of(now.plusSeconds(Math.max(1, response.maxAge().orElse(UNAVAILABLE_SECONDS))));
  }

  /// @return whether the response redirected
  private boolean redirect(Work work, ServerLink link, SignalResponse response, Instant now) {
    if (response.code() != ResponseCode.SERVICE_UNAVAILABLE) return false;
    if (!(response.body() instanceof Body.Redirect redirect)) return false;
    if (links.redirect(link, redirect, response.maxAge(), now)) work.outcome.redirected(link, now);
    return true;
  }

  private void grant(
      Work work, ServerLink link, Delivery delivery, SignalResponse response, Instant now) {
    var status = own(work.part, response);
    long lifetime = lifetime(status).orElse(work.part.request.lifetimeSeconds());
    if (delivery.state instanceof State.Asking(var errand, _) && errand.wasRepeated()) {
      delivery.stragglersUntil = now.plus(STRAGGLERS);
    }
    // A refresh repeats all but these: they have done their work.
    work.part.acls = List.of();
    delivery.state = new State.Granted(refreshAt(lifetime, status, now));
    note(work, status, now);
    work.outcome.granted(work.wanted, work.part, link, now);
    observe(new Work(work.wanted, work.part, work.outcome, now), link, delivery);
  }

  private Instant refreshAt(long lifetime, Optional<MitigationStatus> status, Instant now) {
    var timer = retryTimer(status);
    if (timer.isPresent()) return now.plusSeconds(timer.getAsLong() + AFTER_RETRY_TIMER_SECONDS);
    if (lifetime == MitigationRequest.INDEFINITE) return Instant.MAX;
    // Three quarters of it, less up to a twentieth, so that many do not refresh together.
    long millis = lifetime * 750;
    return now.plusMillis(millis - random.nextLong(millis / 20 + 1));
  }

  private void told(
      Work work, ServerLink link, Delivery delivery, SignalResponse response, Instant now) {
    if (work.part.deliveries.get(link) != delivery || !delivery.isGranted()) return;
    delivery.askAt = now.plus(askAgain(work.wanted));
    if (response.code().isSuccess()) {
      var status = own(work.part, response);
      bringForward(work, delivery, status, now);
      note(work, status, now);
      return;
    }
    if (redirect(work, link, response, now)) return;
    if (response.code() != ResponseCode.NOT_FOUND) return;
    // The server lost it: it is wanted, so it is asked for again.
    out.event("lost-by-server", work.wanted.label + " mid " + work.part.mid);
    delivery.stop();
    delivery.watchedOn = Optional.empty();
    delivery.state = new State.Unsent(now);
  }

  private void bringForward(
      Work work, Delivery delivery, Optional<MitigationStatus> status, Instant now) {
    if (!(delivery.state instanceof State.Granted(var refresh))) return;
    if (retryTimer(status).isPresent()) {
      // Every notification repeats the timer; the first one counts.
      if (retryTimer(work.part.status).isPresent()) return;
      delivery.state = new State.Granted(refreshAt(0, status, now));
      return;
    }
    var remaining = lifetime(status);
    if (remaining.isEmpty() || remaining.getAsLong() == MitigationRequest.INDEFINITE) return;
    var sooner = now.plusMillis(remaining.getAsLong() * 750);
    if (sooner.isBefore(refresh)) delivery.state = new State.Granted(sooner);
  }

  private static OptionalLong retryTimer(Optional<MitigationStatus> status) {
    return status
        .flatMap(MitigationStatus::conflict)
        .map(ConflictInformation::retryTimerSeconds)
        .orElse(OptionalLong.empty());
  }

  private void note(Work work, Optional<MitigationStatus> status, Instant now) {
    if (status.isEmpty()) return;
    var before = work.part.status;
    work.part.status = Optional.of(merged(before, status.get()));
    work.part.heard = Optional.of(now);
    if (!before.equals(work.part.status)) work.outcome.reported(work.wanted, work.part, now);
  }

  // A grant says only the lifetime, and c=n leaves the scope out.
  private static MitigationStatus merged(Optional<MitigationStatus> before, MitigationStatus now) {
    if (before.isEmpty()) return now;
    var old = before.get();
    boolean full = now.state().isPresent();
    return new MitigationStatus(
        now.mid(),
        now.scope().or(old::scope),
        now.triggerMitigation().or(old::triggerMitigation),
        now.lifetimeSeconds(),
        now.startSeconds().isPresent() ? now.startSeconds() : old.startSeconds(),
        now.state().or(old::state),
        full ? now.conflict() : now.conflict().or(old::conflict),
        full ? now.dropped() : old.dropped(),
        now.acls().isEmpty() && !full ? old.acls() : now.acls());
  }

  /// What the answer says of this part. A peer may leave out the mid where there is only one.
  private static Optional<MitigationStatus> own(Part part, SignalResponse response) {
    if (!(response.body() instanceof Body.Mitigations(var all))) return Optional.empty();
    return all.stream().filter(each -> each.mid().orElse(part.mid) == part.mid).findFirst();
  }

  private static OptionalLong lifetime(Optional<MitigationStatus> status) {
    return status.map(MitigationStatus::lifetimeSeconds).orElse(OptionalLong.empty());
  }

  Instant deadline(Part part, Instant now) {
    var at = Instant.MAX;
    for (var entry : part.deliveries.entrySet()) {
      var link = entry.getKey();
      var delivery = entry.getValue();
      at = Times.earlier(at, due(delivery, now));
      if (delivery.isGranted() && link.session().isPresent()) {
        at = Times.earlier(at, delivery.askAt);
        at = Times.earlier(at, ifLater(link.session().get().quietAt(QUIET), now));
      }
      for (var session : link.sessions()) {
        at = Times.earlier(at, ifLater(session.unresponsiveAt(timings.newSessionAfter()), now));
      }
    }
    return at;
  }

  private Instant due(Delivery delivery, Instant now) {
    return switch (delivery.state) {
      case State.Granted(var refresh) -> refresh;
      case State.Resting(var until) -> until;
      case State.Unsent(var since) -> ifLater(since.plus(timings.nextServerAfter()), now);
      case State.Asking(var errand, _) ->
          ifLater(errand.since.plus(timings.nextServerAfter()), now);
      case State.Refused _ -> Instant.MAX;
    };
  }

  private static Instant ifLater(Instant at, Instant now) {
    return at.isAfter(now) ? at : Instant.MAX;
  }
}
