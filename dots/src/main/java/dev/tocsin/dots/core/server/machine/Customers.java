// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Credential;
import dev.tocsin.dots.core.server.Node;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ServerParameters;
import dev.tocsin.dots.core.server.identity.CustomerRules;
import dev.tocsin.dots.core.server.identity.Directory;
import dev.tocsin.dots.core.server.ledger.Book;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/// The domains that are served, and what a change of them means to their sessions, mitigations and
/// lists.
final class Customers {

  private final ServerParameters parameters;
  private final Ledger ledger;
  private final Withdrawals withdrawals;
  private final DataGate data;
  private final Sessions sessions;
  private final Configurations configurations;
  private final Directory directory = new Directory();
  // What the configuration says otherwise than the disk: kept with the first step.
  private final List<Change> loaded = new ArrayList<>();

  Customers(
      ServerParameters parameters,
      Mitigations.Parts parts,
      DataGate data,
      Sessions sessions,
      Configurations configurations) {
    this.parameters = parameters;
    this.ledger = parts.ledger();
    this.withdrawals = parts.withdrawals();
    this.data = data;
    this.sessions = sessions;
    this.configurations = configurations;
  }

  Directory directory() {
    return directory;
  }

  /// Takes in those of the configuration, and of the stored ones those that are managed: what was
  /// configured once and is not any more is gone.
  void load(List<Customer> configured, List<Customer> stored) {
    var names = new HashSet<String>();
    configured.forEach(customer -> names.add(customer.name()));
    var before = new HashMap<String, Customer>();
    for (var customer : stored) {
      before.put(customer.name(), customer);
      if (names.contains(customer.name())) continue;
      if (customer.isManaged()) adopt(customer);
      else loaded.add(new Change.RemoveDomain(customer.name()));
    }
    for (var customer : configured) {
      var last = before.get(customer.name());
      if (last != null && customer.saysTheSameAs(last)) {
        adopt(last);
      } else {
        var changed = last == null ? customer : succeeding(last, customer);
        adopt(changed);
        loaded.add(new Change.PutDomain(changed));
      }
    }
  }

  private void adopt(Customer customer) {
    directory.put(customer);
    ledger.open(customer.domain());
  }

  private static Customer succeeding(Customer last, Customer next) {
    return new Customer(next.domain(), next.origin(), last.revision() + 1, next.secrets());
  }

  void start(Decision decision) {
    // There is nothing to go back to: should it fail, the next start does it again.
    loaded.forEach(change -> decision.change(change, change));
    if (!ledger.self().equals(Node.ONLY)) loaded.forEach(change -> warn(change, decision));
    loaded.clear();
    for (var customer : directory.customers()) {
      if (customer.isManaged()) decision.now(recognise(customer));
    }
  }

  /// The configuration that was read last holds at every node.
  private static void warn(Change change, Decision decision) {
    if (change instanceof Change.RemoveDomain(var name)) {
      decision.now(
          new ServerOutput.Warn(
              "domain %s is not in this node's configuration: it ends at all nodes"
                  .formatted(name)));
    }
  }

  /// What a peer needs to get past the handshake, of which no file knows.
  private static ServerOutput recognise(Customer customer) {
    var fingerprints =
        customer.domain().identities().stream()
            .filter(Credential.KeyFingerprint.class::isInstance)
            .map(credential -> ((Credential.KeyFingerprint) credential).fingerprint())
            .toList();
    return new ServerOutput.Recognise(customer.name(), customer.secrets(), fingerprints);
  }

  /// The configuration says this from now on.
  ///
  /// @return how many mitigations ended with domains that are gone
  int configured(List<Customer> configured, Instant now, Decision decision) {
    var names = new HashSet<String>();
    configured.forEach(customer -> names.add(customer.name()));
    int ended = 0;
    for (var customer : directory.customers()) {
      if (!customer.isManaged() && !names.contains(customer.name())) {
        ended += remove(customer, now, decision);
      }
    }
    for (var customer : configured) {
      var last = directory.customer(customer.name());
      if (last.filter(customer::saysTheSameAs).isEmpty()) {
        put(last.map(each -> succeeding(each, customer)).orElse(customer), now, decision);
      }
    }
    return ended;
  }

  /// Adds it, or puts it in the place of the one with its name.
  void put(Customer customer, Instant now, Decision decision) {
    Change undo =
        directory
            .customer(customer.name())
            .<Change>map(Change.PutDomain::new)
            .orElseGet(() -> new Change.RemoveDomain(customer.name()));
    decision.change(new Change.PutDomain(customer), undo);
    install(customer, now, decision);
  }

  /// @return how many mitigations ended
  int remove(Customer customer, Instant now, Decision decision) {
    decision.change(new Change.RemoveDomain(customer.name()), new Change.PutDomain(customer));
    return uninstall(customer.name(), now, decision);
  }

  /// Another node has stored it. Two that were added at two nodes in the same instant may get in
  /// each other's way: only their operator can say which of them is right.
  void foreign(Customer customer, Instant now, Decision decision) {
    if (customer.isManaged()) {
      CustomerRules.problem(customer.domain(), directory)
          .ifPresent(
              problem ->
                  decision.now(
                      new ServerOutput.Warn(
                          "domain %s, added at another node in the same moment: %s"
                              .formatted(customer.name(), problem.message()))));
    }
    install(customer, now, decision);
  }

  /// Brings everything in line with what a domain is now; keeps nothing itself.
  void install(Customer customer, Instant now, Decision decision) {
    directory.put(customer);
    var book = ledger.book(customer.name());
    if (book == null) {
      ledger.open(customer.domain());
    } else {
      closeStrangers(book, decision);
      book.replace(customer.domain());
      withdrawals.keepWithinDomain(book, parameters.scopes(), _ -> false, now, decision);
      data.replaced(book, decision);
    }
    decision.after(recognise(customer));
  }

  /// The same for a domain that is served no longer.
  int uninstall(String name, Instant now, Decision decision) {
    directory.remove(name);
    decision.after(new ServerOutput.Recognise(name, List.of(), List.of()));
    var book = ledger.book(name);
    if (book == null) return 0;
    int mitigations = book.mitigations;
    closeStrangers(book, decision);
    withdrawals.closeAll(book, now, decision);
    data.closed(book, decision);
    forget(book, decision);
    ledger.close(book);
    return mitigations;
  }

  /// Whoever has the name next is another: nothing of this one may be found under it.
  private static void forget(Book book, Decision decision) {
    for (var client : book.clients()) {
      var owner = client.peer().owner();
      decision.change(
          new Change.RemoveClient(book.name(), client.cuid()),
          new Change.BindClient(book.name(), client.cuid(), owner, 0));
    }
    for (var peer : book.peers()) {
      if (peer.config.isEmpty()) continue;
      decision.change(
          new Change.RemoveConfig(book.name(), peer.owner()),
          new Change.PutConfig(book.name(), peer.owner(), peer.config.get()));
    }
  }

  /// Ends the sessions of those who may not speak for the domain any more.
  private void closeStrangers(Book book, Decision decision) {
    for (var peer : book.peers()) {
      for (var session : List.copyOf(peer.sessions)) {
        var domain = directory.of(session.identity()).map(Domain::name);
        if (domain.filter(book.name()::equals).isPresent()) continue;
        configurations.sessionClosed(session);
        sessions.close(session, "the identity no longer belongs to the domain", decision);
      }
    }
  }
}
