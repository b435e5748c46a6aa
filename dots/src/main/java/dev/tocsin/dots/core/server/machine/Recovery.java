// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.core.server.ServerParameters;
import dev.tocsin.dots.core.server.ServerState;
import dev.tocsin.dots.core.server.ledger.Book;
import dev.tocsin.dots.core.server.ledger.Client;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Ledger;
import dev.tocsin.dots.core.server.ledger.Ledger.Timer;
import dev.tocsin.dots.core.server.ledger.Live;
import dev.tocsin.dots.core.server.ledger.UnderWay;
import dev.tocsin.dots.core.server.scope.Targets;
import dev.tocsin.dots.wire.MitigationState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings memory in line with the disk: after a restart, and when a commit has failed.
final class Recovery {

  // What could not be stored because its time had come is not tried again at once.
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ServerParameters parameters;
  private final Ledger ledger;
  private final Mitigations.Parts parts;
  private final Sessions sessions;
  private final Configurations configurations;
  private final DataGate data;
  private final Customers customers;
  private final List<Change> orphans = new ArrayList<>();

  Recovery(
      ServerParameters parameters,
      Mitigations.Parts parts,
      Sessions sessions,
      Configurations configurations,
      DataGate data,
      Customers customers) {
    this.parameters = parameters;
    this.ledger = parts.ledger();
    this.parts = parts;
    this.sessions = sessions;
    this.configurations = configurations;
    this.data = data;
    this.customers = customers;
  }

  /// Takes in what was on disk; nothing happens yet.
  void load(ServerState state) {
    for (var bind : state.clients()) {
      var book = ledger.book(bind.domain());
      if (book == null) orphans.add(new Change.RemoveClient(bind.domain(), bind.cuid()));
      else book.bind(bind.cuid(), book.peer(bind.owner()));
    }
    for (var config : state.configs()) {
      var book = ledger.book(config.domain());
      if (book == null) orphans.add(new Change.RemoveConfig(config.domain(), config.owner()));
      else book.peer(config.owner()).config = Optional.of(config.config());
    }
    state.data().forEach(data::restore);
    for (var record : state.mitigations()) {
      var book = ledger.book(record.key().domain());
      if (book == null) orphan(record);
      else ledger.adopt(record, client(book, record), Instant.EPOCH);
    }
  }

  /// Its domain is no customer. Of the same store another node may know better.
  private void orphan(Mitigation record) {
    boolean isOwn = record.home().equals(ledger.node());
    if (isOwn || record.home().equals(Mitigation.ONLY_NODE))
      orphans.add(new Change.RemoveMitigation(record.key()));
  }

  static Client client(Book book, Mitigation record) {
    return book.owner(record.key().cuid(), book.peer(record.owner()));
  }

  /// Asks again for everything that was active, where it was and with the addresses its names had,
  /// and resolves the names again.
  void start(Instant now, Decision decision) {
    orphans.forEach(change -> decision.change(change, change));
    orphans.clear();
    customers.start(decision);
    decision.recovering(true);
    for (var live : ledger.lives()) {
      live.begin(ledger.watch(now));
      parts.enforcement().follow(live, now, decision);
      if (live.isEnforced()) parts.enforcement().pursue(live, decision);
      live.assigned.forEach(each -> each.recovered = true);
      if (live.isPreconfigured() && live.isWithdrawnByServer()) {
        parts.activation().holdStatus(live, now);
      }
    }
    decision.recovering(false);
    data.start(decision);
    for (var book : ledger.books()) {
      // The configuration may have changed while the server was down.
      parts
          .withdrawals()
          .keepWithinDomain(book, parameters.scopes(), Recovery::isPursued, now, decision);
      for (var peer : book.peers()) {
        if (peer.awaitsSignalLoss()) sessions.expectBack(peer, now);
      }
    }
  }

  /// Nothing is to be found out about it, and the mitigators that its domain has now were asked.
  private static boolean isPursued(Live live) {
    return Targets.names(live.asked()).isEmpty()
        && !live.assigned.isEmpty()
        && live.book().mitigators().containsAll(live.record().means().mitigators());
  }

  /// Undoes what a commit that failed has changed.
  void takeBack(UnderWay.TakenBack taken, Instant now, Decision decision) {
    taken.observed().forEach(parts.observers()::ended);
    taken.observed().forEach(configurations::ended);
    decision.recovering(true);
    for (var change : taken.restored()) {
      switch (change) {
        case Change.PutMitigation(var record) -> putBack(record, now, decision);
        case Change.RemoveMitigation(var key) -> removeAgain(key, now, decision);
        case Change.PutConfig(var domain, var owner, var config) -> {
          var book = ledger.book(domain);
          if (book == null) continue;
          configurations.restore(book.peer(owner), Optional.of(config), now, decision);
        }
        case Change.RemoveConfig(var domain, var owner) -> {
          var book = ledger.book(domain);
          if (book == null) continue;
          configurations.restore(book.peer(owner), Optional.empty(), now, decision);
        }
        case Change.Data(var undone) -> data.restore(undone);
        // Who holds a cuid depends on what is left under it.
        case Change.BindClient _, Change.RemoveClient _ -> {}
        case Change.PutDomain(var customer) -> customers.install(customer, now, decision);
        case Change.RemoveDomain(var name) -> customers.uninstall(name, now, decision);
      }
    }
    taken.restored().forEach(this::giveBack);
    taken.ordered().forEach(key -> askAgain(key, decision));
    decision.recovering(false);
  }

  private void giveBack(Change change) {
    if (change instanceof Change.BindClient(var domain, var cuid, var owner, _)) {
      var book = ledger.book(domain);
      if (book != null) book.bind(cuid, book.peer(owner));
    } else if (change instanceof Change.RemoveClient(var domain, var cuid)) {
      var book = ledger.book(domain);
      var holder = book == null ? null : book.client(cuid);
      // A later commit may have put something under it, and then it is not free.
      if (holder != null && holder.lives().isEmpty()) holder.book().release(cuid);
    }
  }

  private void putBack(Mitigation record, Instant now, Decision decision) {
    var book = ledger.book(record.key().domain());
    if (book == null) return;
    var live = ledger.live(record.key());
    if (live != null && !Neighbours.isSame(live.record(), record)) {
      // What stands in the log is another node's, under the mid that was used here, too.
      parts.withdrawals().drop(live, MitigationState.WITHDRAWN, now, decision);
      live = null;
    }
    if (live == null) {
      live = ledger.adopt(record, client(book, record), now);
      parts.enforcement().follow(live, now, decision);
    } else {
      ledger.install(live, record);
    }
    live.unable &= record.state() == MitigationState.WITHDRAWN;
    parts.enforcement().reassert(live, decision);
    parts.observers().changed(live);
    var earliest = now.plus(PAUSE);
    if (live.deadline().isBefore(earliest)) {
      ledger.timers.set(new Timer.OfMitigation(live.key()), earliest);
    }
  }

  private void removeAgain(MitigationKey key, Instant now, Decision decision) {
    var live = ledger.live(key);
    // Another node may have removed it, too, and nobody has told the mitigators here.
    if (live == null) askAgain(key, decision);
    else parts.withdrawals().drop(live, MitigationState.TERMINATED, now, decision);
  }

  /// Nobody knows what mitigators were told of it last.
  private void askAgain(MitigationKey key, Decision decision) {
    var live = ledger.live(key);
    var book = ledger.book(key.domain());
    if (live != null) parts.enforcement().reassert(live, decision);
    else if (book != null) parts.enforcement().retract(key, book, decision);
  }
}
