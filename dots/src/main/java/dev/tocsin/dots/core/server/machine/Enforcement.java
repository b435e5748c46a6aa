// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.core.server.Means;
import dev.tocsin.dots.core.server.Means.ResolvedName;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.machine.Ledger.Timer;
import dev.tocsin.dots.core.server.scope.AskedScope;
import dev.tocsin.dots.core.server.scope.NameBook;
import dev.tocsin.dots.core.server.scope.ScopeCheck;
import dev.tocsin.dots.core.server.scope.Targets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes what mitigators are asked to do agree with what the ledger says should be enforced, and
/// keeps the addresses of names up to date for that.
final class Enforcement {

  private final Ledger ledger;
  private final NameBook<Live> names;

  Enforcement(Ledger ledger, NameBook<Live> names) {
    this.ledger = ledger;
    this.names = names;
  }

  /// Begins to follow the names of a mitigation, also while it only waits: under attack a name may
  /// not resolve any more.
  void follow(Live live, Instant now, Decision decision) {
    for (var name : Targets.names(live.asked())) {
      var look = names.hold(name, live, now);
      names.remember(name, live.record().means().addresses(name));
      if (look.isEmpty()) continue;
      ledger.timers.set(new Timer.OfName(name), look.get());
      decision.after(new ServerOutput.Resolve(live.book().name(), name));
    }
    ledger.resolved(live, resolved(live.book(), live.asked()));
  }

  /// What a new mitigation is enforced with.
  Means means(Book book, AskedScope asked) {
    return new Means(
        book.domain().mitigatorNames().stream().limit(1).toList(), known(asked), asked.aliases());
  }

  private List<ResolvedName> known(AskedScope asked) {
    return Targets.names(asked).stream()
        .filter(name -> !names.addresses(name).isEmpty())
        .map(name -> new ResolvedName(name, names.addresses(name)))
        .toList();
  }

  /// What is known of its names by now is kept with it.
  void keep(Live live, Decision decision) {
    var means = live.record().means().resolved(known(live.asked()));
    if (!means.equals(live.record().means())) {
      ledger.change(live, live.record().with(means), decision);
    }
  }

  /// A new try begins with the domain's first mitigator.
  Means afresh(Live live) {
    var means = live.record().means();
    var first = live.book().domain().mitigatorNames().stream().limit(1).toList();
    return first.isEmpty() ? means : means.by(first);
  }

  /// Goes on with the mitigator in charge, if the domain still uses it; otherwise from the first.
  void choose(Live live) {
    var mitigators = live.book().domain().mitigatorNames();
    var inCharge = live.record().means().mitigators().stream().findFirst();
    live.choice = Math.max(0, inCharge.map(mitigators::indexOf).orElse(0));
  }

  /// As above, and keeps who takes over.
  ///
  /// @return who is in charge no longer, because the domain does not use it any more
  Optional<String> replaced(Live live, Decision decision) {
    choose(live);
    var mitigators = live.book().domain().mitigatorNames();
    var gone =
        live.record().means().mitigators().stream()
            .findFirst()
            .filter(name -> !mitigators.contains(name));
    if (gone.isEmpty() || !live.isEnforced()) return Optional.empty();
    inCharge(live, decision);
    return gone;
  }

  private void inCharge(Live live, Decision decision) {
    var mitigators = live.book().domain().mitigatorNames();
    if (live.choice >= mitigators.size()) return;
    var means = live.record().means().by(List.of(mitigators.get(live.choice)));
    ledger.change(live, live.record().with(means), decision);
  }

  /// The mitigation is gone: nothing of it stays with a mitigator.
  void release(Live live, Decision decision) {
    disable(live, decision);
    for (var name : Targets.names(live.asked())) {
      if (names.release(name, live)) ledger.timers.clear(new Timer.OfName(name));
    }
  }

  /// Asks the mitigator for what is wanted now, if that is not what it was asked for last.
  void pursue(Live live, Decision decision) {
    var targets = live.isEnforced() ? targets(live) : List.<Target>of();
    var mitigators = live.book().domain().mitigatorNames();
    if (targets.isEmpty() || live.choice >= mitigators.size()) {
      disable(live, decision);
      return;
    }
    var policy = live.book().domain().policy().enforcement();
    var order = new MitigationOrder(mitigators.get(live.choice), live.key(), targets, policy);
    var before = live.order;
    if (order.equals(before)) return;
    if (before != null && !before.mitigator().equals(order.mitigator())) disable(live, decision);
    live.order = order;
    decision.order(live.key(), new ServerOutput.Enable(order));
  }

  /// Asks again for what should already stand, or not stand: a failed commit or a restart left
  /// doubt.
  void reassert(Live live, Decision decision) {
    var mitigators = live.book().domain().mitigatorNames();
    if (live.choice >= mitigators.size()) live.choice = 0;
    live.order = null;
    live.enabled = null;
    boolean stands = live.isEnforced() && !targets(live).isEmpty();
    for (int i = 0; i < mitigators.size(); i++) {
      if (stands && i == live.choice) continue;
      decision.order(live.key(), new ServerOutput.Disable(mitigators.get(i), live.key()));
    }
    if (stands) pursue(live, decision);
  }

  /// The mitigator in charge cannot do it.
  ///
  /// @return false if none is left to ask
  boolean tryNext(Live live, Decision decision) {
    disable(live, decision);
    live.choice++;
    if (live.choice >= live.book().domain().mitigatorNames().size()) return false;
    inCharge(live, decision);
    pursue(live, decision);
    return true;
  }

  private void disable(Live live, Decision decision) {
    var order = live.order;
    if (order == null) return;
    decision.order(live.key(), new ServerOutput.Disable(order.mitigator(), live.key()));
    live.order = null;
    live.enabled = null;
  }

  private List<Target> targets(Live live) {
    return Targets.of(live.asked(), name -> allowed(live.book(), names.addresses(name)));
  }

  /// What the names of a scope resolve to as far as it is the domain's.
  List<Prefix> resolved(Book book, AskedScope asked) {
    return Targets.resolved(asked, name -> allowed(book, names.addresses(name)));
  }

  // RFC 9132 §4.4.1.1: once a name is resolved, the checks are the same as for target-prefix.
  private static List<Prefix> allowed(Book book, List<Prefix> addresses) {
    var ownership = book.ownership();
    return addresses.stream()
        .filter(address -> ScopeCheck.problem(address, ownership).isEmpty())
        .toList();
  }

  /// @return those whose addresses have changed by it, or are not kept yet because a commit failed
  List<Live> resolved(ServerInput.NameResolved answer, Instant now, Decision decision) {
    var name = answer.name();
    var before = names.addresses(name);
    var look = names.resolved(name, answer.addresses(), answer.ttl(), now);
    if (look.isEmpty()) return List.of();
    ledger.timers.set(new Timer.OfName(name), look.get());
    var addresses = names.addresses(name);
    var users = names.users(name);
    if (answer.addresses().isEmpty()) auditUnresolved(name, users, decision);
    if (addresses.equals(before)) {
      return users.stream()
          .filter(live -> !live.record().means().addresses(name).equals(addresses))
          .toList();
    }
    for (var live : users) auditForeign(live, name, addresses, decision);
    return users;
  }

  private static void auditUnresolved(String name, List<Live> users, Decision decision) {
    users.stream()
        .findFirst()
        .ifPresent(
            live -> decision.audit("unresolved", live.client(), name + " has no address now"));
  }

  private static void auditForeign(
      Live live, String name, List<Prefix> addresses, Decision decision) {
    var foreign = new ArrayList<>(addresses);
    foreign.removeAll(allowed(live.book(), addresses));
    if (foreign.isEmpty()) return;
    decision.audit(
        "foreign-address",
        live.client(),
        "mid " + live.key().mid() + ": " + name + " leads outside the domain: " + foreign);
  }

  /// A name's answer is too old, or has not come.
  void lookAgain(String name, Instant now, Decision decision) {
    ledger.timers.set(new Timer.OfName(name), names.look(name, now));
    if (!names.isAsked(name)) return;
    var domain = names.users(name).getFirst().book().name();
    decision.now(new ServerOutput.Resolve(domain, name));
  }
}
