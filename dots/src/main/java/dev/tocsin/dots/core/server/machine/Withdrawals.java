// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ledger.Book;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Ledger;
import dev.tocsin.dots.core.server.ledger.Live;
import dev.tocsin.dots.core.server.ledger.Session;
import dev.tocsin.dots.core.server.scope.ScopeCheck;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The ends of a mitigation: withdrawn, expired, replaced, or no longer its domain's to ask for.
final class Withdrawals {

  private final Ledger ledger;
  private final Enforcement enforcement;
  private final Observers observers;
  private final Activation activation;

  Withdrawals(Ledger ledger, Enforcement enforcement, Observers observers, Activation activation) {
    this.ledger = ledger;
    this.enforcement = enforcement;
    this.observers = observers;
    this.activation = activation;
  }

  /// DELETE (RFC 9132 §4.4.4): 2.02 even if there is no such mid.
  void withdraw(
      ExchangeId exchange,
      Session session,
      SignalRequest.Withdraw request,
      Instant now,
      Decision decision) {
    decision.answer(exchange, SignalResponse.of(ResponseCode.DELETED));
    var client = session.peer().book().client(request.cuid());
    if (client == null || client.peer() != session.peer()) return;
    var live = client.live(request.mid());
    if (live == null || live.isTerminating()) return;
    ledger.take(live, decision);
    decision.audit("withdraw", client, "mid " + request.mid());
    end(live, now, decision);
  }

  /// A timer of the mitigation has fired.
  void due(Live live, Instant now, Decision decision) {
    if (live.end().filter(at -> !now.isBefore(at)).isPresent()) {
      if (live.isTerminating()) {
        finish(live, MitigationState.TERMINATED, now, decision);
      } else {
        decision.audit("expire", live.client(), "mid " + live.key().mid());
        end(live, now, decision);
      }
    } else if (live.statusUntil.filter(at -> !now.isBefore(at)).isPresent()) {
      activation.waitAgain(live, now, decision);
    } else {
      ledger.schedule(live);
    }
  }

  /// RFC 8612 SIG-007: expiry is treated exactly like a withdrawal, terminating period included; in
  /// that period a refresh that comes late still finds the mitigation. What is not active is over
  /// at once.
  private void end(Live live, Instant now, Decision decision) {
    var period = period(live);
    if (!live.isInProgress() || period.isZero()) {
      finish(live, MitigationState.TERMINATED, now, decision);
      return;
    }
    live.statusUntil = java.util.Optional.empty();
    ledger.change(live, live.record().terminating(now.plus(period), period), decision);
    observers.changed(live);
    activation.free(live.client(), live.reach());
  }

  /// RFC 9132 §4.4.4: doubled, up to a maximum, when mitigation was asked for again within the last
  /// period.
  private static Duration period(Live live) {
    var lifetimes = live.book().domain().policy().lifetimes();
    var last = live.record().terminating();
    if (last.isZero()) return lifetimes.terminating();
    var doubled = last.multipliedBy(2);
    return doubled.compareTo(lifetimes.terminatingMax()) > 0 ? lifetimes.terminatingMax() : doubled;
  }

  /// Removes it, and tells its client with this last status.
  void finish(Live live, MitigationState last, Instant now, Decision decision) {
    observers.gone(live, last, now);
    ledger.remove(live, decision);
    enforcement.release(live, decision);
    activation.free(live.client(), live.reach());
  }

  /// It is gone already; only this node's part of it is left.
  void drop(Live live, MitigationState last, Instant now, Decision decision) {
    observers.gone(live, last, now);
    ledger.drop(live);
    enforcement.release(live, decision);
    activation.free(live.client(), live.reach());
  }

  /// The domain has changed: what lies outside of it now is withdrawn by the server.
  ///
  /// @param isPursued those that are enforced as the domain wants them now
  void keepWithinDomain(
      Book book,
      ScopeCheck.Limits limits,
      Predicate<Live> isPursued,
      Instant now,
      Decision decision) {
    var gone = new TreeMap<String, Integer>();
    for (var live : book.lives()) {
      if (!ledger.isHome(live)) {
        enforcement.pursue(live, decision);
        continue;
      }
      var problem = ScopeCheck.problem(live.asked(), book.ownership(), limits);
      if (problem.isPresent()) {
        decision.audit("outside", live.client(), "mid " + live.key().mid() + ": " + problem.get());
        finish(live, MitigationState.WITHDRAWN, now, decision);
      } else {
        ledger.count(live);
        enforcement.replaced(live, decision).forEach(name -> gone.merge(name, 1, Integer::sum));
        if (!isPursued.test(live)) activation.resolved(live, now, decision);
      }
    }
    gone.forEach((name, count) -> warn(book, name, count, decision));
  }

  private static void warn(Book book, String gone, int mitigations, Decision decision) {
    var others = book.mitigators();
    var next = others.isEmpty() ? "nobody takes" : String.join(" or ", others) + " takes";
    decision.after(
        new ServerOutput.Warn(
            ("domain %s: mitigator '%s' had %d active mitigations, and the domain uses it no longer:"
                    + " %s over; if the configuration does not name it any more, what it left"
                    + " standing has to be removed by hand")
                .formatted(book.name(), gone, mitigations, next)));
  }

  /// The domain is no longer served.
  void closeAll(Book book, Instant now, Decision decision) {
    for (var live : book.lives()) {
      decision.audit("outside", live.client(), "mid " + live.key().mid() + ": no such domain");
      finish(live, MitigationState.WITHDRAWN, now, decision);
    }
  }
}
