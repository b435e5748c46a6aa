// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.data.DotsClient;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import dev.tocsin.dots.wire.data.rest.Insert;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Leads a request to what it is about; registrations are decided here (RFC 8783 §5).
final class Requests {

  private final DataSettings settings;
  private final AliasDesk aliases;
  private final AclDesk acls;
  private final AceDesk aces;

  Requests(DataSettings settings, AliasDesk aliases, AclDesk acls) {
    this.settings = settings;
    this.aliases = aliases;
    this.acls = acls;
    this.aces = new AceDesk(acls);
  }

  DataAnswer answer(DataBook book, DataRequest request, Turn turn) {
    return switch (request) {
      case DataRequest.Retrieve(var target, var content) -> retrieve(book, target, content, turn);
      case DataRequest.Create(DataTarget.Root _, DataBody.Client(var client), _) ->
          register(book, client, turn);
      case DataRequest.Replace(DataTarget.Client _, DataBody.Client(var client), _) ->
          put(book, client, turn);
      case DataRequest.Create create -> create(book, create, turn);
      case DataRequest.Replace replace -> replace(book, replace, turn);
      case DataRequest.Merge(var target, var patch) -> merge(book, target, patch, turn);
      case DataRequest.Delete(var target) ->
          delete(book, target, turn).orElseGet(() -> Refusal.missing(target));
    };
  }

  /// What belongs to another identity is not there for this one.
  private static @Nullable DataClient own(DataBook book, DataTarget target, Turn turn) {
    if (!(target instanceof DataTarget.OfClient of)) return null;
    var client = book.client(of.cuid());
    return client != null && client.owner().equals(turn.asker().owner()) ? client : null;
  }

  private DataAnswer retrieve(DataBook book, DataTarget target, ContentFilter content, Turn turn) {
    var client = own(book, target, turn);
    Optional<DataBody> body =
        switch (target) {
          case DataTarget.Root _ -> Optional.of(root(book, turn));
          case DataTarget.Capabilities _ ->
              Optional.of(new DataBody.Capabilities(capabilities(turn)));
          case DataTarget.OfClient _ when client == null -> Optional.empty();
          case DataTarget.Client _ -> Optional.of(new DataBody.Client(told(client, turn)));
          case DataTarget.Aliases _ ->
              Optional.of(new DataBody.Aliases(told(client, turn).aliases()));
          case DataTarget.Acls _ -> Optional.of(new DataBody.Acls(told(client, turn).acls()));
          case DataTarget.Alias(_, var name) ->
              Optional.ofNullable(client.alias(name))
                  .map(entry -> new DataBody.Alias(entry.told(turn.now())));
          case DataTarget.Acl(_, var name) ->
              Optional.ofNullable(client.acl(name))
                  .map(entry -> new DataBody.Acl(entry.told(turn.now())));
          case DataTarget.Aces(_, var acl) ->
              Optional.ofNullable(client.acl(acl))
                  .map(entry -> new DataBody.Aces(entry.told(turn.now()).aces()));
          case DataTarget.Ace(_, var acl, var name) ->
              Optional.ofNullable(client.acl(acl)).flatMap(entry -> ace(entry, name, turn));
        };
    return body.<DataAnswer>map(found -> new DataAnswer.Content(found, content))
        .orElseGet(() -> Refusal.missing(target));
  }

  private Capabilities capabilities(Turn turn) {
    return settings.filtering().told(turn.asker().domain().mitigators());
  }

  private static Optional<DataBody> ace(AclEntry entry, String name, Turn turn) {
    int index = AceDesk.index(entry, name);
    return index < 0
        ? Optional.empty()
        : Optional.of(new DataBody.Ace(entry.told(turn.now()).aces().get(index)));
  }

  private DataBody root(DataBook book, Turn turn) {
    var clients =
        book.clients().stream()
            .filter(client -> client.owner().equals(turn.asker().owner()))
            .map(client -> told(client, turn))
            .toList();
    return new DataBody.Root(clients, Optional.of(capabilities(turn)));
  }

  /// The cdid is a gateway's business, and never told to a client.
  private static DotsClient told(DataClient client, Turn turn) {
    return new DotsClient(
        client.cuid(),
        Optional.empty(),
        client.aliases().stream().map(entry -> entry.told(turn.now())).toList(),
        client.acls().stream().map(entry -> entry.told(turn.now())).toList());
  }

  private DataAnswer register(DataBook book, DotsClient asked, Turn turn) {
    var target = new DataTarget.Client(asked.cuid());
    // RFC 8783 §5.1: 409 with resource-denied if the resource exists, whoever has it.
    if (book.client(asked.cuid()) != null) return Refusal.exists(target);
    return admit(book, asked, target, turn);
  }

  private DataAnswer admit(DataBook book, DotsClient asked, DataTarget target, Turn turn) {
    // RFC 8783 §5.1 with RFC 9132 §4.4.1: one client has one cuid on both channels.
    if (turn.asker().isTaken().test(asked.cuid())) {
      return DataAnswer.refused(
          ErrorTag.RESOURCE_DENIED, target, "the cuid is in use by another identity");
    }
    int max = settings.limits().clientsMax();
    if (book.size() >= max && !makeRoom(book, turn.outcome())) {
      return Refusal.full(target, "clients at most", max);
    }
    // RFC 9132 §4.4.1: a cdid counts only from a gateway of the server's domain.
    var client = new DataClient(book, asked.cuid(), turn.asker().owner(), Optional.empty());
    var problem = problem(client, asked, turn);
    if (problem.isPresent()) return problem.get();
    turn.outcome()
        .change(client.change(), new DataChange.RemoveClient(book.domain(), asked.cuid()));
    book.add(client);
    turn.outcome().audit("register", book.domain(), asked.cuid(), "data channel");
    fill(client, asked, turn);
    return new DataAnswer.Created(target);
  }

  private Optional<DataAnswer.Refused> problem(DataClient client, DotsClient asked, Turn turn) {
    return aliases
        .problemOfAll(client, asked.aliases(), turn)
        .or(() -> acls.problemOfAll(client, asked.acls(), turn));
  }

  private void fill(DataClient client, DotsClient asked, Turn turn) {
    aliases.putAll(client, asked.aliases(), turn);
    acls.putAll(client, asked.acls(), turn);
  }

  /// A registration with nothing bound to it can be made again at any time.
  private boolean makeRoom(DataBook book, DataOutcome outcome) {
    var empty = book.clients().stream().filter(DataClient::isEmpty).findFirst();
    empty.ifPresent(client -> deregister(book, client, outcome));
    return empty.isPresent();
  }

  /// A PUT with nothing but the cuid registers (RFC 8783 Figure 14), also once more: what is bound
  /// to the client stays then. With aliases or lists it is what RFC 8040 §4.5 says, all there is.
  private DataAnswer put(DataBook book, DotsClient asked, Turn turn) {
    var target = new DataTarget.Client(asked.cuid());
    var client = book.client(asked.cuid());
    if (client == null) return admit(book, asked, target, turn);
    if (!client.owner().equals(turn.asker().owner())) return Refusal.exists(target);
    if (asked.aliases().isEmpty() && asked.acls().isEmpty()) return DataAnswer.NO_CONTENT;
    var problem = problem(client, asked, turn);
    if (problem.isPresent()) return problem.get();
    fill(client, asked, turn);
    return DataAnswer.NO_CONTENT;
  }

  private DataAnswer create(DataBook book, DataRequest.Create request, Turn turn) {
    var client = own(book, request.target(), turn);
    if (client == null) return unregistered(request.target());
    return switch (request.body()) {
      case DataBody.Aliases(var all) -> aliases.create(client, all, turn);
      case DataBody.Alias(var one) -> aliases.create(client, List.of(one), turn);
      case DataBody.Acls(var all) -> acls.create(client, all, request.insert(), turn);
      case DataBody.Acl(var one) -> acls.create(client, List.of(one), request.insert(), turn);
      case DataBody.Aces(var all) ->
          createAces(client, request.target(), all, request.insert(), turn);
      case DataBody.Ace(var one) ->
          createAces(client, request.target(), List.of(one), request.insert(), turn);
      case DataBody.Root _, DataBody.Capabilities _, DataBody.Client _, DataBody.State _ ->
          throw new IllegalStateException("the codec lets no such body through: " + request);
    };
  }

  private DataAnswer createAces(
      DataClient client,
      DataTarget target,
      List<dev.tocsin.dots.wire.data.Ace> all,
      Optional<Insert> insert,
      Turn turn) {
    var entry = client.acl(aclName(target));
    return entry == null ? Refusal.missing(target) : aces.create(client, entry, all, insert, turn);
  }

  private static String aclName(DataTarget target) {
    return switch (target) {
      case DataTarget.Acl(_, var name) -> name;
      case DataTarget.Aces(_, var acl) -> acl;
      case DataTarget.Ace(_, var acl, _) -> acl;
      case DataTarget.Root _,
          DataTarget.Capabilities _,
          DataTarget.Client _,
          DataTarget.Aliases _,
          DataTarget.Alias _,
          DataTarget.Acls _ ->
          throw new IllegalStateException("no entries are below " + target);
    };
  }

  private DataAnswer replace(DataBook book, DataRequest.Replace request, Turn turn) {
    var target = request.target();
    var client = own(book, target, turn);
    if (client == null) return unregistered(target);
    return switch (request.body()) {
      case DataBody.Aliases(var all) -> aliases.replaceAll(client, all, turn);
      case DataBody.Alias(var one) -> aliases.replace(client, one, turn);
      case DataBody.Acls(var all) -> acls.replaceAll(client, all, turn);
      case DataBody.Acl(var one) -> acls.replace(client, one, request.insert(), turn);
      case DataBody.Aces(var all) -> {
        var entry = client.acl(aclName(target));
        yield entry == null ? Refusal.missing(target) : aces.replaceAll(client, entry, all, turn);
      }
      case DataBody.Ace(var one) -> {
        var entry = client.acl(aclName(target));
        yield entry == null
            ? Refusal.missing(target)
            : aces.replace(client, entry, one, request.insert(), turn);
      }
      case DataBody.Root _, DataBody.Capabilities _, DataBody.Client _, DataBody.State _ ->
          throw new IllegalStateException("the codec lets no such body through: " + request);
    };
  }

  /// RFC 8040 §4.6: a PATCH changes what is there, and creates no resource.
  private DataAnswer merge(
      DataBook book, DataTarget.OfClient target, DataRequest.Patch patch, Turn turn) {
    var standing = retrieve(book, target, ContentFilter.CONFIG, turn);
    if (!(standing instanceof DataAnswer.Content(var body, _))) return standing;
    DataBody changed;
    try {
      changed = patch.onto(body);
    } catch (DataRefusedException refused) {
      return refused.answer();
    }
    return replace(book, new DataRequest.Replace(target, changed, Optional.empty()), turn);
  }

  // RFC 8783 §5.1: a client must register before it creates anything.
  private static DataAnswer unregistered(DataTarget target) {
    return DataAnswer.notFound(target, "there is no such client of yours; register it first");
  }

  private Optional<DataAnswer> delete(DataBook book, DataTarget target, Turn turn) {
    var client = own(book, target, turn);
    if (client == null) return Optional.empty();
    var outcome = turn.outcome();
    return switch (target) {
      case DataTarget.Client _ -> {
        deregister(book, client, outcome);
        yield Optional.of(DataAnswer.NO_CONTENT);
      }
      case DataTarget.Aliases _ -> {
        for (var entry : client.aliases()) aliases.remove(client, entry, outcome);
        yield Optional.of(DataAnswer.NO_CONTENT);
      }
      case DataTarget.Acls _ -> {
        for (var entry : client.acls()) acls.remove(client, entry, outcome);
        yield Optional.of(DataAnswer.NO_CONTENT);
      }
      case DataTarget.Alias(_, var name) -> aliases.delete(client, name, outcome);
      case DataTarget.Acl(_, var name) -> acls.delete(client, name, outcome);
      case DataTarget.Aces(_, var acl) ->
          Optional.ofNullable(client.acl(acl))
              .map(entry -> aces.replaceAll(client, entry, List.of(), turn));
      case DataTarget.Ace(_, var acl, var name) ->
          Optional.ofNullable(client.acl(acl))
              .flatMap(entry -> aces.delete(client, entry, name, turn));
      case DataTarget.Root _, DataTarget.Capabilities _ -> Optional.empty();
    };
  }

  /// RFC 8783 §5.2: what is bound to a client goes with it.
  void deregister(DataBook book, DataClient client, DataOutcome outcome) {
    // The client first: what takes this back puts it there first.
    outcome.change(new DataChange.RemoveClient(book.domain(), client.cuid()), client.change());
    for (var entry : client.aliases()) aliases.remove(client, entry, outcome);
    for (var entry : client.acls()) acls.remove(client, entry, outcome);
    book.remove(client);
    outcome.audit("deregister", book.domain(), client.cuid(), "data channel");
  }
}
