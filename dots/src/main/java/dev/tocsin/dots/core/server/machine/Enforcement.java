// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.Means;
import dev.tocsin.dots.core.server.Means.ResolvedName;
import dev.tocsin.dots.core.server.Node;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ledger.Book;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Ledger;
import dev.tocsin.dots.core.server.ledger.Ledger.Timer;
import dev.tocsin.dots.core.server.ledger.Live;
import dev.tocsin.dots.core.server.ledger.Live.Assignment;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import dev.tocsin.dots.core.server.scope.AskedScope;
import dev.tocsin.dots.core.server.scope.NameBook;
import dev.tocsin.dots.core.server.scope.ScopeCheck;
import dev.tocsin.dots.core.server.scope.Targets;
import dev.tocsin.dots.wire.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    if (!ledger.isHome(live)) {
      unfollow(live);
      ledger.resolved(live, resolved(live));
      return;
    }
    for (var name : Targets.names(live.asked())) {
      var look = names.hold(name, live, now);
      names.remember(name, live.record().means().addresses(name));
      if (look.isEmpty()) continue;
      ledger.timers.set(new Timer.OfName(name), look.get());
      decision.after(new ServerOutput.Resolve(live.book().name(), name));
    }
    ledger.resolved(live, resolved(live));
  }

  /// What a new mitigation is enforced with.
  Means means(Book book, AskedScope asked) {
    return new Means(
        chosen(book, asked.reach(resolved(book, asked)), List.of()), known(asked), asked.aliases());
  }

  /// Why nobody can be asked to enforce the scope, as far as its addresses are known.
  Optional<String> problem(Book book, AskedScope asked) {
    if (book.mitigators().isEmpty()) return Optional.empty();
    var reach = asked.reach(resolved(book, asked));
    return reach.prefixes().isEmpty() || !chosen(book, reach, List.of()).isEmpty()
        ? Optional.empty()
        : Optional.of("no mitigator of the domain is meant for this scope");
  }

  private List<String> chosen(Book book, Scope reach, List<String> refusedBy) {
    var refused = refusedBy.stream().map(Node::named).toList();
    var chosen = MitigatorChoice.choose(book.domain().mitigators(), reach, refused);
    if (ledger.self().local().isEmpty()) return chosen;
    return chosen.stream().map(ledger.self()::instance).toList();
  }

  private static boolean mayUse(Book book, String instance) {
    return book.mitigators().contains(instance) || book.mitigators().contains(Node.named(instance));
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

  /// A new try begins with the first choice that fits.
  Means afresh(Live live) {
    return live.record().means().by(chosen(live.book(), live.reach(), List.of()));
  }

  /// Those in charge that the domain still uses and that have not refused; if none of them is left,
  /// others in their place.
  private List<String> inCharge(Live live) {
    var book = live.book();
    var named = live.record().means().mitigators();
    var left =
        named.stream()
            .filter(each -> mayUse(book, each) && !live.refusedBy.contains(each))
            .toList();
    return left.isEmpty() ? chosen(book, live.reach(), live.refusedBy) : left;
  }

  /// Keeps who takes over from those that the domain does not use any more.
  ///
  /// @return these
  List<String> replaced(Live live, Decision decision) {
    var named = live.record().means().mitigators();
    if (!live.isEnforced() || named.stream().allMatch(each -> mayUse(live.book(), each))) {
      return List.of();
    }
    keep(live, inCharge(live), decision);
    return named.stream().filter(each -> !mayUse(live.book(), each)).toList();
  }

  private void keep(Live live, List<String> inCharge, Decision decision) {
    var means = live.record().means();
    if (inCharge.isEmpty() || inCharge.equals(means.mitigators())) return;
    ledger.change(live, live.record().with(means.by(inCharge)), decision);
  }

  /// The mitigation is gone: nothing of it stays with a mitigator.
  void release(Live live, Decision decision) {
    disable(live, live.assigned, decision);
    unfollow(live);
  }

  private void unfollow(Live live) {
    for (var name : Targets.names(live.asked())) {
      if (names.release(name, live)) ledger.timers.clear(new Timer.OfName(name));
    }
  }

  /// Asks the mitigators for what is wanted now, as far as it is not what they were asked for last.
  void pursue(Live live, Decision decision) {
    var targets = live.isEnforced() ? targets(live) : List.<Target>of();
    var wanted = targets.isEmpty() ? List.<String>of() : inCharge(live);
    // Whose names had no address when it began has nobody in charge yet. What a failed commit has
    // taken back is not tried again at once.
    boolean isFirst = live.record().means().mitigators().isEmpty();
    if (isFirst && ledger.isHome(live) && !decision.isRecovering()) keep(live, wanted, decision);
    disable(
        live,
        live.assigned.stream().filter(each -> !wanted.contains(each.mitigator())).toList(),
        decision);
    var policy = live.book().domain().policy().enforcement();
    for (var mitigator : wanted) {
      ask(live, new MitigationOrder(mitigator, live.key(), targets, policy), decision);
    }
  }

  private static void ask(Live live, MitigationOrder order, Decision decision) {
    var before = live.assignment(order.mitigator());
    if (before == null) assign(live, new Assignment(order));
    else if (before.order.equals(order)) return;
    else before.order = order;
    decision.order(live.key(), new ServerOutput.Enable(order));
  }

  private static void assign(Live live, Assignment assignment) {
    live.assigned = Stream.concat(live.assigned.stream(), Stream.of(assignment)).toList();
  }

  /// Nobody is left to ask for what should be enforced.
  boolean isStranded(Live live) {
    return live.isEnforced() && live.assigned.isEmpty() && !targets(live).isEmpty();
  }

  /// Asks again for what should already stand, or not stand: a failed commit or a restart left
  /// doubt.
  void reassert(Live live, Decision decision) {
    live.assigned = List.of();
    live.refusedBy = List.of();
    boolean stands = live.isEnforced() && !targets(live).isEmpty();
    var wanted = stands ? inCharge(live) : List.<String>of();
    for (var each : live.book().mitigators()) {
      var mitigator = ledger.self().instance(each);
      if (wanted.contains(mitigator)) continue;
      decision.order(live.key(), new ServerOutput.Disable(mitigator, live.key()));
    }
    if (stands) pursue(live, decision);
  }

  /// Nothing is kept of a mitigation, and mitigators may still enforce it.
  void retract(MitigationKey key, Book book, Decision decision) {
    for (var each : book.mitigators()) {
      decision.order(key, new ServerOutput.Disable(ledger.self().instance(each), key));
    }
  }

  /// One of those in charge cannot do it; the others go on, or the next choice takes its place.
  void refused(Live live, Assignment by, Instant now, Decision decision) {
    disable(live, List.of(by), decision);
    live.refusedBy = Stream.concat(live.refusedBy.stream(), Stream.of(by.mitigator())).toList();
    if (live.assigned.isEmpty() && ledger.isHome(live)) next(live, now, decision);
    pursue(live, decision);
  }

  /// It may be another choice that a person has to agree to.
  private void next(Live live, Instant now, Decision decision) {
    var inCharge = inCharge(live);
    keep(live, inCharge, decision);
    if (inCharge.isEmpty() || !live.isInProgress()) return;
    var consent = Consents.of(live, inCharge, now);
    if (consent instanceof Consent.Awaited) {
      ledger.change(live, live.record().waiting(consent), decision);
    }
  }

  /// Tells the operator what would be asked of whom.
  void rehearse(Live live, Decision decision) {
    var targets = targets(live);
    if (targets.isEmpty()) return;
    decision.audit(
        "dry-run",
        live.client(),
        "mid %d by %s: %s".formatted(live.key().mid(), inCharge(live), targets));
  }

  private static void disable(Live live, List<Assignment> some, Decision decision) {
    if (some.isEmpty()) return;
    for (var each : some) {
      decision.order(live.key(), new ServerOutput.Disable(each.mitigator(), live.key()));
    }
    live.assigned = live.assigned.stream().filter(each -> !some.contains(each)).toList();
  }

  private List<Target> targets(Live live) {
    return Targets.of(live.asked(), name -> allowed(live.book(), addresses(live, name)));
  }

  /// Names are followed by the node that decides; others go by what it keeps.
  private List<Prefix> addresses(Live live, String name) {
    return ledger.isHome(live) ? names.addresses(name) : live.record().means().addresses(name);
  }

  /// What its names resolve to as far as it is the domain's.
  List<Prefix> resolved(Live live) {
    return Targets.resolved(live.asked(), name -> allowed(live.book(), addresses(live, name)));
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
