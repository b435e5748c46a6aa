// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.time.Deadlines;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.wire.ConflictInformation.AclRef;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.control.AclControl;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The data channel's decisions (RFC 8783): who is registered, which aliases and access control
/// lists there are, and which lists are in force. Part of the server's machine, which owns it: what
/// the signal channel needs of it is answered in the same step.
public final class DataChannel {

  private final Deadlines<DataChange.Key> timers = new Deadlines<>();
  private final Map<String, DataBook> books = new HashMap<>();
  private final AliasDesk aliases;
  private final AclDesk acls;
  private final Requests requests;

  public DataChannel(DataSettings settings) {
    this.aliases = new AliasDesk(settings, timers);
    this.acls = new AclDesk(settings, timers);
    this.requests = new Requests(settings, aliases, acls);
  }

  /// Decides about a request; its answer may be given once what it led to is durable.
  public DataAnswer handle(Asker asker, DataRequest request, Instant now, DataOutcome outcome) {
    var book = books.computeIfAbsent(asker.domain().name(), DataBook::new);
    return requests.answer(book, request, new Turn(asker, now, outcome));
  }

  /// What an alias of a client stands for.
  public Optional<Scope> alias(String domain, String cuid, String name) {
    return client(domain, cuid)
        .flatMap(client -> Optional.ofNullable(client.alias(name)))
        .map(entry -> entry.alias().target());
  }

  /// Whether another identity than this one has registered the cuid.
  public boolean isTaken(String domain, String cuid, String owner) {
    return client(domain, cuid).filter(client -> !client.owner().equals(owner)).isPresent();
  }

  /// When a list of a client is in force; empty if it has no such list.
  public Optional<ActivationType> activation(String domain, String cuid, String acl) {
    return client(domain, cuid)
        .flatMap(client -> Optional.ofNullable(client.acl(acl)))
        .map(entry -> entry.acl().activation());
  }

  /// Why a list that is there cannot be in force then.
  public Optional<String> problem(
      DataDomain domain, String cuid, AclControl control, Instant now, DataOutcome outcome) {
    return controlled(domain, cuid, control, now, outcome)
        .flatMap(each -> acls.problem(each.client(), each.entry(), each.changed(), each.turn()))
        .map(refused -> refused.errors().getFirst().message());
  }

  /// RFC 9133 §3.2.1: the signal channel changes when a list is in force; that stays so after the
  /// mitigation, and refreshes the list.
  public void activate(
      DataDomain domain, String cuid, AclControl control, Instant now, DataOutcome outcome) {
    controlled(domain, cuid, control, now, outcome)
        .ifPresent(each -> acls.change(each.client(), each.entry(), each.changed(), each.turn()));
  }

  private record Controlled(DataClient client, AclEntry entry, Acl changed, Turn turn) {}

  private Optional<Controlled> controlled(
      DataDomain domain, String cuid, AclControl control, Instant now, DataOutcome outcome) {
    var client = client(domain.name(), cuid).orElse(null);
    var entry = client == null ? null : client.acl(control.name());
    if (client == null || entry == null) return Optional.empty();
    var asker = new Asker(domain, client.owner(), _ -> false);
    var changed = entry.acl().withActivation(control.type());
    return Optional.of(new Controlled(client, entry, changed, new Turn(asker, now, outcome)));
  }

  /// The first mitigation of a client began, or its last one ended.
  public void mitigating(
      DataDomain domain, String cuid, boolean isMitigating, DataOutcome outcome) {
    client(domain.name(), cuid)
        .filter(client -> client.mitigating != isMitigating)
        .ifPresent(client -> acls.mitigating(client, isMitigating, domain, outcome));
  }

  /// What the entries of a list matched, at a mitigator.
  public void measured(
      FilterKey key, Map<String, Statistics> entries, Instant now, DataOutcome outcome) {
    client(key.domain(), key.cuid())
        .ifPresent(client -> acls.measured(client, key.acl(), entries, now, outcome));
  }

  /// The lists because of which an attack gets past a mitigation that is in force.
  ///
  /// @return empty if there are none; otherwise those of the mitigation's client, which may be none
  public Optional<List<AclRef>> accepting(String domain, String cuid, Collection<Prefix> targets) {
    var book = books.get(domain);
    return book == null ? Optional.empty() : book.accepts.conflict(cuid, targets);
  }

  /// Asks for every list that is in force: after a restart, or when the domain has changed.
  public void installAll(DataDomain domain, DataOutcome outcome) {
    var book = books.get(domain.name());
    if (book == null) return;
    for (var client : book.clients()) acls.installAll(client, domain, outcome);
  }

  /// Of which something is kept.
  public List<String> domains() {
    return List.copyOf(books.keySet());
  }

  /// The domain is no customer any more: nothing of it stays.
  public void close(String domain, DataOutcome outcome) {
    var book = books.remove(domain);
    if (book == null) return;
    for (var client : book.clients()) requests.deregister(book, client, outcome);
  }

  /// When something expires next; {@link Instant#MAX} if nothing does.
  public Instant deadline() {
    return timers.next();
  }

  /// Removes what was not refreshed in time.
  public void tick(Instant now, DataOutcome outcome) {
    for (var key : timers.expired(now)) {
      client(key.domain(), key.cuid()).ifPresent(client -> expire(client, key, outcome));
    }
  }

  private void expire(DataClient client, DataChange.Key key, DataOutcome outcome) {
    boolean gone =
        switch (key.kind()) {
          case ALIAS -> aliases.delete(client, key.name(), outcome).isPresent();
          case ACL -> acls.delete(client, key.name(), outcome).isPresent();
          case CLIENT -> false;
        };
    if (!gone) return;
    var what = key.kind() == DataChange.Kind.ALIAS ? "alias " : "acl ";
    outcome.audit("expire", key.domain(), key.cuid(), what + key.name());
  }

  /// Takes in what is on disk, or puts back what a commit that failed had changed. A client comes
  /// before what is bound to it.
  public void restore(DataChange change) {
    var book = books.computeIfAbsent(change.key().domain(), DataBook::new);
    var client = book.client(change.key().cuid());
    switch (change) {
      case DataChange.PutClient(_, var cuid, var owner, var cdid) -> {
        if (client == null) book.add(new DataClient(book, cuid, owner, cdid));
        else client.registered(owner, cdid);
      }
      case DataChange.RemoveClient _ -> forget(book, client);
      case DataChange.PutAlias(_, _, var alias, var expires) -> {
        if (client != null) aliases.restore(client, alias, expires);
      }
      case DataChange.RemoveAlias(_, _, var name) -> {
        if (client != null) aliases.drop(client, name);
      }
      case DataChange.PutAcl(_, _, var rank, var acl, var expires) -> {
        if (client != null) acls.restore(client, new AclEntry(rank, acl, expires));
      }
      case DataChange.RemoveAcl(_, _, var name) -> {
        if (client != null) acls.drop(client, name);
      }
    }
  }

  /// Another node has changed it: memory follows, and so does what is in force.
  public void applied(DataDomain domain, DataChange change, DataOutcome outcome) {
    var key = change.key();
    if (change instanceof DataChange.RemoveClient) {
      client(key.domain(), key.cuid()).ifPresent(client -> acls.withdrawAll(client, outcome));
    }
    restore(change);
    if (key.kind() != DataChange.Kind.ACL) return;
    client(key.domain(), key.cuid())
        .ifPresent(client -> acls.follow(client, key.name(), domain, outcome));
  }

  private void forget(DataBook book, @Nullable DataClient client) {
    if (client == null) return;
    for (var entry : client.aliases()) aliases.drop(client, entry.alias().name());
    for (var entry : client.acls()) acls.drop(client, entry.acl().name());
    book.remove(client);
  }

  private Optional<DataClient> client(String domain, String cuid) {
    return Optional.ofNullable(books.get(domain)).map(book -> book.client(cuid));
  }
}
