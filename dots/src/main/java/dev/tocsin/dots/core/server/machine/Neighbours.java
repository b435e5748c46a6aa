// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.core.server.Node;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Ledger;
import dev.tocsin.dots.core.server.ledger.Live;
import dev.tocsin.dots.core.server.ledger.Live.Assignment;
import dev.tocsin.dots.core.server.ledger.Session;
import dev.tocsin.dots.core.server.ledger.UnderWay;
import dev.tocsin.dots.wire.MitigationState;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The other nodes on the same store: what they have committed, and who of them is there.
///
/// All nodes hold all that the common log says, value by value: the last change in its order
/// counts. What two nodes accepted in the same instant may not go together; each node then finds
/// the same loser by the order of acceptance, and the loser's home moves it to where the rules want
/// it.
final class Neighbours {

  private final Mitigations.Parts parts;
  private final Ledger ledger;
  private final Sessions sessions;
  private final Configurations configurations;
  private final DataGate data;
  private final UnderWay underWay;
  private Set<String> alive = Set.of();
  private List<String> missing = List.of();

  Neighbours(
      Mitigations.Parts parts,
      Sessions sessions,
      Configurations configurations,
      DataGate data,
      UnderWay underWay) {
    this.parts = parts;
    this.ledger = parts.ledger();
    this.sessions = sessions;
    this.configurations = configurations;
    this.data = data;
    this.underWay = underWay;
  }

  void foreign(List<Change> changes, Instant now, Decision decision) {
    var touched = new LinkedHashSet<Live>();
    for (var change : changes) {
      if (!underWay.isOvertaken(change)) apply(change, touched, now, decision);
      else if (standing(change) instanceof Live own) touched.add(own);
    }
    judge(touched, now, decision);
  }

  private @Nullable Live standing(Change change) {
    return switch (change) {
      case Change.PutMitigation(var record) -> ledger.live(record.key());
      case Change.RemoveMitigation(var key) -> ledger.live(key);
      default -> null;
    };
  }

  private void apply(Change change, Set<Live> touched, Instant now, Decision decision) {
    switch (change) {
      case Change.PutMitigation(var record) -> {
        var live = put(record, now, decision);
        if (live != null) touched.add(live);
      }
      case Change.RemoveMitigation(var key) -> remove(key, now, decision);
      case Change.BindClient(var domain, var cuid, var owner, _) ->
          touched.addAll(bind(domain, cuid, owner));
      case Change.PutConfig(var domain, var owner, var config) -> {
        var book = ledger.book(domain);
        if (book == null) return;
        configurations.restore(book.peer(owner), Optional.of(config), now, decision);
      }
      case Change.RemoveConfig(var domain, var owner) -> {
        var book = ledger.book(domain);
        if (book == null) return;
        configurations.restore(book.peer(owner), Optional.empty(), now, decision);
      }
      case Change.Data(var changed) -> data.foreign(changed, decision);
      case Change.RemoveClient(var domain, var cuid) -> {
        var book = ledger.book(domain);
        if (book != null) book.release(cuid);
      }
      // What becomes of a domain concerns more than mitigations.
      case Change.PutDomain _, Change.RemoveDomain _ -> {}
    }
  }

  /// @return those of another identity that stand under the cuid
  private List<Live> bind(String domain, String cuid, String owner) {
    var book = ledger.book(domain);
    if (book == null) return List.of();
    var holder = book.client(cuid);
    if (holder != null && holder.peer().owner().equals(owner)) return List.of();
    book.bind(cuid, book.peer(owner));
    return holder == null ? List.of() : List.copyOf(holder.lives());
  }

  private @Nullable Live put(Mitigation record, Instant now, Decision decision) {
    var book = ledger.book(record.key().domain());
    if (book == null) return null;
    var live = ledger.live(record.key());
    if (live != null && !isSame(live.record(), record)) {
      // Two asked for different things under one mid at the same time.
      parts.withdrawals().drop(live, MitigationState.WITHDRAWN, now, decision);
      live = null;
    }
    if (live == null) {
      live = ledger.adopt(record, Recovery.client(book, record), now);
      parts.enforcement().follow(live, now, decision);
    } else {
      change(live, record, now, decision);
    }
    parts.enforcement().pursue(live, decision);
    parts.observers().changed(live);
    // RFC 9132 §4.4.2.1: the clients at the origin of a conflict are notified.
    parts.conflicts().rivals(live.client(), live.reach()).forEach(parts.observers()::changed);
    return live;
  }

  private void change(Live live, Mitigation record, Instant now, Decision decision) {
    boolean wasRunning = live.isRunning();
    boolean wasInProgress = live.isInProgress();
    var reach = live.reach();
    ledger.install(live, record);
    if (!wasInProgress && live.isInProgress()) live.begin(ledger.watch(now));
    parts.enforcement().follow(live, now, decision);
    if (ledger.isHome(live) && live.isPreconfigured() && live.isWithdrawnByServer()) {
      parts.activation().holdStatus(live, now);
    }
    if (wasRunning && !live.isRunning()) parts.activation().free(live.client(), reach);
  }

  /// Whether both are one mitigation at different times.
  static boolean isSame(Mitigation one, Mitigation other) {
    return one.owner().equals(other.owner())
        && one.request().triggerMitigation() == other.request().triggerMitigation()
        && one.request().scope().equals(other.request().scope())
        && one.means().aliases().equals(other.means().aliases());
  }

  private void remove(MitigationKey key, Instant now, Decision decision) {
    var live = ledger.live(key);
    if (live == null) return;
    parts.withdrawals().drop(live, MitigationState.TERMINATED, now, decision);
  }

  /// What nodes decided without knowing of each other is brought to what the rules want. Each
  /// decides about its own only.
  private void judge(Collection<Live> touched, Instant now, Decision decision) {
    var concerned = new LinkedHashSet<Live>();
    for (var live : touched) {
      if (ledger.live(live.key()) != live) continue;
      concerned.add(live);
      concerned.addAll(live.book().index.reaching(live.reach(), ledger::isHome));
      concerned.addAll(live.client().lives());
    }
    for (var live : concerned) {
      if (ledger.live(live.key()) == live && ledger.isHome(live)) judge(live, now, decision);
    }
  }

  private void judge(Live live, Instant now, Decision decision) {
    var client = live.client();
    if (client.book().isHeldByAnother(client)) {
      decision.audit("conflict", client, "the cuid has come to another identity");
      parts.withdrawals().finish(live, MitigationState.WITHDRAWN, now, decision);
      return;
    }
    if (isReplaced(live)) {
      decision.audit("replace", client, "mid " + live.key().mid());
      parts.withdrawals().finish(live, MitigationState.TERMINATED, now, decision);
      return;
    }
    if (!live.isRunning()) return;
    var winners = parts.conflicts().overruling(live);
    if (!winners.isEmpty()) parts.activation().standBack(live, winners, now, decision);
  }

  /// RFC 9132 §4.4.1.3: the highest mid of overlapping requests of one type overrides.
  private static boolean isReplaced(Live live) {
    return !live.book()
        .index
        .overlapping(
            live.asked().covered(),
            other ->
                other.client() == live.client()
                    && other.key().mid() > live.key().mid()
                    && other.isPreconfigured() == live.isPreconfigured()
                    && !other.awaitsConsent())
        .isEmpty();
  }

  /// A client speaks to this node: whether its signal is lost is seen here from now on.
  void arrived(Session session, Instant now, Decision decision) {
    // A node without others is at home everywhere, and a peer may have a million mitigations.
    if (alive.isEmpty()) return;
    for (var live : List.copyOf(session.peer().lives)) {
      if (live.isPreconfigured() && !ledger.isHome(live)) adopt(live, now, decision);
    }
  }

  private void adopt(Live live, Instant now, Decision decision) {
    ledger.take(live, decision);
    parts.enforcement().follow(live, now, decision);
    if (live.isPreconfigured() && live.isWithdrawnByServer()) {
      parts.activation().holdStatus(live, now);
    }
  }

  /// Of the nodes that are left, the first by name decides about what has lost its home.
  void alive(Set<String> nodes, Instant now, Decision decision) {
    alive = nodes;
    boolean isFirst = nodes.stream().sorted().findFirst().filter(ledger.node()::equals).isPresent();
    data.keeper(isFirst);
    tellMissing(now, decision);
    if (isFirst) adoptAll(now, decision);
    judgeOwn(now, decision);
  }

  private void adoptAll(Instant now, Decision decision) {
    for (var live : ledger.lives()) {
      if (alive.contains(live.record().home())) continue;
      decision.audit(
          "adopt", live.client(), "mid " + live.key().mid() + " from " + live.record().home());
      adopt(live, now, decision);
      if (live.isPreconfigured() && !live.peer().hasSessions()) {
        sessions.expectBack(live.peer(), now);
      }
    }
  }

  /// A restart, or commits that failed, may have left what was never compared.
  void judgeOwn(Instant now, Decision decision) {
    judge(ledger.lives().stream().filter(ledger::isHome).toList(), now, decision);
  }

  /// What a node did whose host is down is not known any more, and not claimed.
  private void tellMissing(Instant now, Decision decision) {
    var named = new TreeSet<String>();
    for (var live : ledger.lives()) {
      for (var each : live.assigned) {
        if (!isDown(each.mitigator())) continue;
        named.add(each.mitigator());
        forget(live, each, now);
      }
    }
    for (var book : ledger.books()) {
      book.mitigators().stream().filter(this::isDown).forEach(named::add);
    }
    if (missing.equals(List.copyOf(named))) return;
    missing = List.copyOf(named);
    decision.now(new ServerOutput.Missing(missing));
    for (var each : missing) {
      decision.now(new ServerOutput.Warn("mitigator " + each + " is down: so is its node"));
    }
  }

  private boolean isDown(String instance) {
    return Node.host(instance).filter(host -> !alive.contains(host)).isPresent();
  }

  private void forget(Live live, Assignment assignment, Instant now) {
    if (assignment.enabled == null) return;
    assignment.enabled = null;
    // RFC 9132 Table 3: status 1 until somebody says that it is in force.
    if (live.enabled().isEmpty()) live.unseen(ledger.watch(now));
    parts.observers().changed(live);
  }

  /// All that this mitigator has to do.
  void drive(String mitigator, Decision decision) {
    var orders =
        ledger.lives().stream()
            .map(live -> live.assignment(mitigator))
            .filter(Objects::nonNull)
            .map(assignment -> assignment.order)
            .toList();
    decision.after(new ServerOutput.Drive(mitigator, orders, data.standing(mitigator)));
  }
}
