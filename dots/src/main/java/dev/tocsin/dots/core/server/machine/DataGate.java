// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.Node;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.data.Asker;
import dev.tocsin.dots.core.server.data.DataChange;
import dev.tocsin.dots.core.server.data.DataChannel;
import dev.tocsin.dots.core.server.data.DataDomain;
import dev.tocsin.dots.core.server.data.DataOutcome;
import dev.tocsin.dots.core.server.identity.Directory;
import dev.tocsin.dots.core.server.ledger.Book;
import dev.tocsin.dots.core.server.ledger.Client;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Ledger;
import dev.tocsin.dots.core.server.ledger.Live;
import dev.tocsin.dots.core.server.ledger.Peer;
import dev.tocsin.dots.core.server.scope.AskedScope;
import dev.tocsin.dots.wire.ConflictInformation.AclRef;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.control.AclControl;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataError;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Brings the data channel together with what the server knows: whose request it is, which client
/// is under mitigation, and what a decision has to wait for.
final class DataGate {

  // A status has to fit a datagram: the last ones are told.
  private static final int ACTIVATED_MAX = 8;

  private final Ledger ledger;
  private final DataChannel channel;
  private final Set<Client> reactivated = new LinkedHashSet<>();
  private boolean keeper = true;
  private final Set<Live> accepted = new LinkedHashSet<>();

  DataGate(Ledger ledger, DataChannel channel) {
    this.ledger = ledger;
    this.channel = channel;
  }

  /// Where a decision of the data channel goes.
  private final class Outcome implements DataOutcome {
    private final Decision decision;
    private final boolean bySignal;

    Outcome(Decision decision) {
      this(decision, false);
    }

    /// @param bySignal the client asks for it over the signal channel, and knows
    Outcome(Decision decision, boolean bySignal) {
      this.decision = decision;
      this.bySignal = bySignal;
    }

    @Override
    public void activated(FilterKey key, ActivationType type) {
      var client = client(key.domain(), key.cuid());
      if (client == null || client.enforced == 0) return;
      client.activated.remove(key.acl());
      if (bySignal) return;
      if (client.activated.size() == ACTIVATED_MAX) {
        client.activated.remove(client.activated.keySet().iterator().next());
      }
      client.activated.put(key.acl(), type);
      reactivated.add(client);
    }

    @Override
    public void change(DataChange change, DataChange restored) {
      decision.change(new Change.Data(change), new Change.Data(restored));
    }

    @Override
    public void install(FilterOrder order) {
      decision.after(new ServerOutput.InstallFilter(order));
    }

    @Override
    public void remove(FilterKey key) {
      decision.after(new ServerOutput.RemoveFilter(key));
    }

    @Override
    public void accepting(String domain, Collection<Prefix> destinations) {
      var book = ledger.book(domain);
      if (book == null || book.mitigations == 0) return;
      accepted.addAll(
          book.index.reaching(Scope.of(destinations.toArray(Prefix[]::new)), Live::isEnforced));
    }

    @Override
    public void audit(String action, String domain, String cuid, String detail) {
      decision.after(new ServerOutput.Audit(action, domain, cuid, detail));
    }
  }

  void requested(
      ServerInput.DataRequested asked, Directory directory, Instant now, Decision decision) {
    var domain = directory.of(asked.peer());
    if (domain.isEmpty()) {
      decision.answerData(
          asked.exchange(), refused(403, ErrorTag.ACCESS_DENIED, "no domain has this identity"));
      return;
    }
    var book = ledger.open(domain.get());
    var peer = book.peer(asked.peer().fingerprint());
    if (!peer.mayAsk(now)) {
      // RFC 6585 §4.
      var reason =
          "more than " + book.domain().limits().requestsPerSecond() + " requests per second";
      decision.answerData(asked.exchange(), refused(429, ErrorTag.RESOURCE_DENIED, reason));
      return;
    }
    var asker = new Asker(of(book), peer.owner(), cuid -> isTaken(book, cuid, peer));
    var outcome = new Outcome(decision);
    var answer = channel.handle(asker, asked.request(), now, outcome);
    if (answer instanceof DataAnswer.Refused(var status, var errors)) {
      refusedAudit(asked.request(), book, status, errors.getFirst(), decision);
    }
    decision.answerData(asked.exchange(), answer);
    if (asked.request().target() instanceof DataTarget.OfClient of)
      follow(book, of.cuid(), outcome);
    if (answer instanceof DataAnswer.Created(DataTarget.Client(var cuid))) {
      follow(book, cuid, outcome);
    }
  }

  /// A client that registers while a mitigation of it is active has its lists in force at once.
  private void follow(Book book, String cuid, DataOutcome outcome) {
    var client = book.client(cuid);
    if (client != null) channel.mitigating(of(book), cuid, client.enforced > 0, outcome);
  }

  private static void refusedAudit(
      DataRequest request, Book book, int status, DataError error, Decision decision) {
    if (request instanceof DataRequest.Retrieve) return;
    var cuid = request.target() instanceof DataTarget.OfClient of ? of.cuid() : "";
    var where = error.path().map(path -> path + ": ").orElse("");
    decision.after(
        new ServerOutput.Audit(
            "refuse", book.name(), cuid, "data channel " + status + " " + where + error.message()));
  }

  private static boolean isTaken(Book book, String cuid, Peer peer) {
    var holder = book.client(cuid);
    return holder != null && holder.peer() != peer && holder.isInUse();
  }

  private static DataAnswer refused(int status, ErrorTag tag, String message) {
    return DataAnswer.refused(DataError.of(tag, message), status);
  }

  private static DataDomain of(Book book) {
    Domain domain = book.domain();
    boolean opposites = domain.policy().onOverlap() == OnOverlap.KEEP_BOTH;
    return new DataDomain(
        book.name(),
        book.ownership(),
        domain.mitigatorNames(),
        (cuid, destination) -> isMitigatedForAnother(book, cuid, destination),
        opposites);
  }

  private static boolean isMitigatedForAnother(Book book, String cuid, Prefix destination) {
    if (book.mitigations == 0) return false;
    return !book.index
        .reaching(
            Scope.of(destination), live -> live.isEnforced() && !live.client().cuid().equals(cuid))
        .isEmpty();
  }

  private @Nullable Client client(String domain, String cuid) {
    var book = ledger.book(domain);
    return book == null ? null : book.client(cuid);
  }

  /// Under mitigation, with lists that others than the signal channel activated or deactivated
  /// since the last call.
  List<Client> takeReactivated() {
    if (reactivated.isEmpty()) return List.of();
    var taken = List.copyOf(reactivated);
    reactivated.clear();
    return taken;
  }

  /// Mitigations for which it has changed since the last call what lists let pass.
  List<Live> takeAccepted() {
    if (accepted.isEmpty()) return List.of();
    var taken = accepted.stream().filter(live -> ledger.live(live.key()) == live).toList();
    accepted.clear();
    return taken;
  }

  /// The lists because of which an attack gets past a mitigation that is in force.
  Optional<List<AclRef>> accepting(Live live) {
    return channel.accepting(live.book().name(), live.client().cuid(), live.reach().prefixes());
  }

  /// A list that the client has not created.
  Optional<String> unknown(Client client, List<AclControl> acls) {
    return acls.stream()
        .filter(acl -> activation(client, acl).isEmpty())
        .map(AclControl::name)
        .findFirst();
  }

  /// Whether nothing is left to change.
  boolean stand(Client client, List<AclControl> acls) {
    return acls.stream().allMatch(acl -> activation(client, acl).equals(Optional.of(acl.type())));
  }

  private Optional<ActivationType> activation(Client client, AclControl acl) {
    return channel.activation(client.book().name(), client.cuid(), acl.name());
  }

  /// Those that cannot be in force as asked for.
  List<AclControl> impossible(
      Client client, List<AclControl> acls, Instant now, Decision decision) {
    var outcome = new Outcome(decision, true);
    var domain = of(client.book());
    var failed = new ArrayList<AclControl>();
    for (var acl : acls) {
      var problem = channel.problem(domain, client.cuid(), acl, now, outcome);
      if (problem.isEmpty()) continue;
      failed.add(acl);
      decision.audit("refuse", client, "acl " + acl.name() + ": " + problem.get());
    }
    return failed;
  }

  void control(Client client, List<AclControl> acls, Instant now, Decision decision) {
    var outcome = new Outcome(decision, true);
    for (var acl : acls) {
      channel.activate(of(client.book()), client.cuid(), acl, now, outcome);
      decision.audit("acl", client, acl.name() + " " + acl.type().label());
    }
  }

  /// A mitigation of the client began, or its last one ended.
  void switched(Client client, Decision decision) {
    if (client.enforced == 0) client.activated.clear();
    channel.mitigating(
        of(client.book()), client.cuid(), client.enforced > 0, new Outcome(decision));
  }

  void reported(FilterKey key, FilterEvent event, Instant now, Decision decision) {
    switch (event) {
      case FilterEvent.Measured(var entries) ->
          channel.measured(key, entries, now, new Outcome(decision));
      case FilterEvent.Refused(var reason) -> audit("filter-refused", key, reason, decision);
      case FilterEvent.Failing(var reason) -> audit("filter-failing", key, reason, decision);
      case FilterEvent.Installed _ -> {}
    }
  }

  private static void audit(String action, FilterKey key, String reason, Decision decision) {
    decision.after(
        new ServerOutput.Audit(action, key.domain(), key.cuid(), key.acl() + ": " + reason));
  }

  /// Asks again for every list that is to be in force.
  void start(Decision decision) {
    var outcome = new Outcome(decision);
    for (var domain : channel.domains()) {
      // Its customer was taken out of the configuration while the server was down.
      if (ledger.book(domain) == null) channel.close(domain, outcome);
    }
    for (var book : ledger.books()) channel.installAll(of(book), outcome);
  }

  void replaced(Book book, Decision decision) {
    channel.installAll(of(book), new Outcome(decision));
  }

  void closed(Book book, Decision decision) {
    channel.close(book.name(), new Outcome(decision));
  }

  void restore(DataChange change) {
    var client = client(change.key().domain(), change.key().cuid());
    if (client != null) client.activated.remove(change.key().name());
    channel.restore(change);
  }

  /// Whether another identity has registered the cuid over the data channel.
  boolean isRegisteredByAnother(Client client) {
    return channel.isTaken(client.book().name(), client.cuid(), client.peer().owner());
  }

  /// RFC 9132 §4.4.1.1: an alias is known by the `cuid` under which it was created.
  AskedScope asked(Client client, Scope scope) {
    if (scope.aliases().isEmpty()) return AskedScope.of(scope);
    var aliases = new ArrayList<Alias>();
    for (var name : new LinkedHashSet<>(scope.aliases())) {
      channel
          .alias(client.book().name(), client.cuid(), name)
          .ifPresent(target -> aliases.add(new Alias(name, target)));
    }
    return new AskedScope(scope, aliases);
  }

  /// Another node has taken it in.
  void foreign(DataChange change, Decision decision) {
    var key = change.key();
    var book = ledger.book(key.domain());
    if (book == null) return;
    var outcome = new Outcome(decision, true);
    channel.applied(of(book), change, outcome);
    follow(book, key.cuid(), outcome);
  }

  /// All that is to be in force at a mitigator.
  List<FilterOrder> standing(String mitigator) {
    var found = new ArrayList<FilterOrder>();
    for (var book : ledger.books()) channel.installAll(of(book), new Gathered(found));
    found.removeIf(order -> !order.mitigators().contains(Node.named(mitigator)));
    return found;
  }

  private record Gathered(List<FilterOrder> orders) implements DataOutcome {
    @Override
    public void install(FilterOrder order) {
      orders.add(order);
    }

    @Override
    public void activated(FilterKey key, ActivationType type) {}

    @Override
    public void change(DataChange change, DataChange restored) {}

    @Override
    public void remove(FilterKey key) {}

    @Override
    public void accepting(String domain, Collection<Prefix> destinations) {}

    @Override
    public void audit(String action, String domain, String cuid, String detail) {}
  }

  // RFC 8040 §7: 503 for what is only so for a time.
  void unavailable(ServerInput.DataRequested asked, Decision decision) {
    var reason = "the server cannot reach its database at the moment";
    decision.answerData(asked.exchange(), refused(503, ErrorTag.OPERATION_FAILED, reason));
  }

  /// Of several nodes one removes what has expired.
  void keeper(boolean isKeeper) {
    keeper = isKeeper;
  }

  Instant deadline() {
    if (!keeper) return Instant.MAX;
    return channel.deadline();
  }

  void tick(Instant now, Decision decision) {
    if (keeper && !channel.deadline().isAfter(now)) channel.tick(now, new Outcome(decision));
  }
}
