// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Customer.SealedSecret;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Credential;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ManagementAnswer;
import dev.tocsin.dots.core.server.ManagementAnswer.Reason;
import dev.tocsin.dots.core.server.ManagementAnswer.Refused;
import dev.tocsin.dots.core.server.ManagementRequest;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.identity.CustomerAudit;
import dev.tocsin.dots.core.server.identity.CustomerRules;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;

/// Where those who look after customers are served. Every change and every refusal of one is
/// audited with who asked for it.
final class ManagementDesk {

  private final Customers customers;
  private final Ledger ledger;

  ManagementDesk(Customers customers, Ledger ledger) {
    this.customers = customers;
    this.ledger = ledger;
  }

  /// One request on its way.
  private record Turn(ExchangeId exchange, String actor, Instant now, Decision decision) {

    void answer(ManagementAnswer answer) {
      decision.answerManagement(exchange, answer);
    }

    void audit(String action, String domain, String detail) {
      decision.after(new ServerOutput.Audit(action, domain, "", "by " + actor + ": " + detail));
    }

    void refuse(String domain, Refused refused) {
      var where = refused.element().isEmpty() ? "" : refused.element() + ": ";
      audit("refuse", domain, where + refused.message());
      answer(refused);
    }
  }

  void requested(ServerInput.ManagementRequested asked, Instant now, Decision decision) {
    var turn = new Turn(asked.exchange(), asked.actor(), now, decision);
    switch (asked.request()) {
      case ManagementRequest.ListDomains(var after, var max) -> list(after, max, turn);
      case ManagementRequest.ShowDomain(var name) -> show(name, turn);
      case ManagementRequest.AddDomain(var domain) -> add(domain, turn);
      case ManagementRequest.ReplaceDomain(var domain, var revision) ->
          replace(domain, revision, turn);
      case ManagementRequest.RemoveDomain remove -> remove(remove, turn);
      case ManagementRequest.AddCredential add -> addCredential(add, turn);
      case ManagementRequest.Configure(var configured) -> configure(configured, turn);
    }
  }

  /// Nothing can be kept for now, and nobody refuses but the circumstances.
  void unavailable(ServerInput.ManagementRequested asked, Decision decision) {
    var reason = "the server cannot reach its database at the moment";
    decision.answerManagement(asked.exchange(), new Refused(Reason.NOT_STORED, "", reason));
  }

  private void list(String after, int max, Turn turn) {
    var found = customers.directory().after(after, max + 1);
    boolean more = found.size() > max;
    turn.answer(new ManagementAnswer.Domains(more ? found.subList(0, max) : found, more));
  }

  private void show(String name, Turn turn) {
    var customer = customers.directory().customer(name);
    if (customer.isEmpty()) {
      turn.answer(unknown(name));
      return;
    }
    var book = ledger.book(name);
    int mitigations = book == null ? 0 : book.mitigations;
    int sessions = book == null ? 0 : book.sessions;
    turn.answer(new ManagementAnswer.Found(customer.get(), mitigations, sessions));
  }

  private static Refused unknown(String name) {
    return new Refused(Reason.UNKNOWN, "name", "there is no domain '" + name + "'");
  }

  private void add(Domain domain, Turn turn) {
    var directory = customers.directory();
    if (directory.named(domain.name()).isPresent()) {
      var reason = "the domain '" + domain.name() + "' is there already";
      turn.refuse(domain.name(), new Refused(Reason.EXISTS, "name", reason));
      return;
    }
    if (directory.size() >= CustomerRules.CUSTOMERS_MAX) {
      var reason = "there are " + directory.size() + " domains already, as many as may be";
      turn.refuse(domain.name(), new Refused(Reason.TOO_MANY, "", reason));
      return;
    }
    var problem = CustomerRules.problem(domain, directory);
    if (problem.isPresent()) {
      turn.refuse(domain.name(), problem.get());
      return;
    }
    // A name that was removed and comes again does not begin at a revision that was seen before.
    long revision = Math.max(1, turn.now().toEpochMilli());
    var customer = new Customer(domain, new Customer.Origin.Managed(), revision, List.of());
    customers.put(customer, turn.now(), turn.decision());
    turn.audit("domain-add", domain.name(), CustomerAudit.added(domain));
    turn.answer(new ManagementAnswer.Stored(customer, true));
  }

  private void replace(Domain domain, long revision, Turn turn) {
    var before = customers.directory().customer(domain.name());
    if (before.isEmpty()) {
      turn.refuse(domain.name(), unknown(domain.name()));
      return;
    }
    var problem =
        CustomerRules.locked(before.get(), OptionalLong.of(revision))
            .or(() -> CustomerRules.problem(domain, customers.directory()));
    if (problem.isPresent()) {
      turn.refuse(domain.name(), problem.get());
      return;
    }
    // The secret of an identity that was taken away goes with it.
    var secrets =
        before.get().secrets().stream()
            .filter(
                each -> domain.identities().contains(new Credential.PskIdentity(each.identity())))
            .toList();
    store("domain-set", before.get(), domain, secrets, turn);
  }

  private void store(
      String action, Customer before, Domain domain, List<SealedSecret> secrets, Turn turn) {
    var changed = new Customer(domain, before.origin(), before.revision() + 1, secrets);
    customers.put(changed, turn.now(), turn.decision());
    turn.audit(action, domain.name(), CustomerAudit.changed(before.domain(), domain));
    turn.answer(new ManagementAnswer.Stored(changed, false));
  }

  private void remove(ManagementRequest.RemoveDomain request, Turn turn) {
    var customer = customers.directory().customer(request.name());
    if (customer.isEmpty()) {
      turn.refuse(request.name(), unknown(request.name()));
      return;
    }
    var problem = CustomerRules.locked(customer.get(), request.revision());
    if (problem.isPresent()) {
      turn.refuse(request.name(), problem.get());
      return;
    }
    var book = ledger.book(request.name());
    int left = book == null ? 0 : book.mitigations;
    if (left > 0 && !request.force()) {
      var reason = left + " mitigations of it are left; they end when its removal is forced";
      turn.refuse(request.name(), new Refused(Reason.IN_USE, "", reason));
      return;
    }
    int ended = customers.remove(customer.get(), turn.now(), turn.decision());
    turn.audit("domain-remove", request.name(), ended + " mitigations ended");
    turn.answer(new ManagementAnswer.Removed(request.name(), ended));
  }

  private void addCredential(ManagementRequest.AddCredential request, Turn turn) {
    var before = customers.directory().customer(request.name());
    if (before.isEmpty()) {
      turn.refuse(request.name(), unknown(request.name()));
      return;
    }
    var domain = before.get().domain().with(request.credential());
    var problem =
        CustomerRules.locked(before.get(), OptionalLong.empty())
            .or(() -> CustomerRules.problem(domain, customers.directory()));
    if (problem.isPresent()) {
      turn.refuse(request.name(), problem.get());
      return;
    }
    var secrets = new ArrayList<>(before.get().secrets());
    request
        .secret()
        .ifPresent(
            secret -> {
              secrets.removeIf(each -> each.identity().equals(secret.identity()));
              secrets.add(secret);
            });
    store("domain-issue", before.get(), domain, secrets, turn);
  }

  private void configure(List<Customer> configured, Turn turn) {
    var directory = customers.directory();
    for (var customer : configured) {
      var clash = CustomerRules.clash(customer, directory);
      if (clash.isPresent()) {
        turn.refuse(customer.name(), clash.get());
        return;
      }
    }
    var before = new LinkedHashMap<String, Domain>();
    for (var customer : directory.customers()) {
      if (!customer.isManaged()) before.put(customer.name(), customer.domain());
    }
    int ended = customers.configured(configured, turn.now(), turn.decision());
    var added = new ArrayList<String>();
    var changed = new ArrayList<String>();
    for (var customer : configured) {
      var domain = customer.domain();
      var last = before.remove(domain.name());
      if (last == null) {
        added.add(domain.name());
        turn.audit("domain-add", domain.name(), CustomerAudit.added(domain));
      } else if (!last.equals(domain)) {
        changed.add(domain.name());
        turn.audit("domain-set", domain.name(), CustomerAudit.changed(last, domain));
      }
    }
    before.keySet().forEach(name -> turn.audit("domain-remove", name, "not configured any more"));
    turn.answer(
        new ManagementAnswer.Configured(added, changed, List.copyOf(before.keySet()), ended));
  }
}
