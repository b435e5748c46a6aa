// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.core.security.MessageSecurity.Author;
import dev.tocsin.reload.core.storage.Copies;
import dev.tocsin.reload.core.storage.Outcome;
import dev.tocsin.reload.core.storage.Storage;
import dev.tocsin.reload.core.storage.StorageChange;
import dev.tocsin.reload.core.topology.Topology;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.security.Signer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// What requests do to the storage: one after the other at each resource, answered when their
/// changes are durable, and followed by the copies.
final class Keeping {

  private static final int WAITING_MAX = 1024;

  /// What it cannot do by itself.
  interface Hands {
    void answer(Conversations.Incoming incoming, Response response, Instant now);

    void copy(Id peer, Request request, Instant now);

    /// Gets a certificate, and serves the request again.
    void certify(Conversations.Incoming incoming, Signer signer, Instant now);
  }

  /// A request that waits for the disk; absent if nobody asked for the change.
  private record UnderWay(
      List<StorageChange> changes,
      Optional<Conversations.Incoming> incoming,
      Optional<Response> answer) {}

  private final Topology topology;
  private final Storage storage;
  private final Hands hands;
  private final Consumer<NodeOutput> out;
  private final Map<Long, UnderWay> underWay = new HashMap<>();
  private final Set<Id> busy = new HashSet<>();
  private final Deque<Conversations.Incoming> waiting = new ArrayDeque<>();
  private boolean isDurable;
  private long lastCommit;

  Keeping(Topology topology, Storage storage, Hands hands, Consumer<NodeOutput> out) {
    this.topology = topology;
    this.storage = storage;
    this.hands = hands;
    this.out = out;
  }

  /// Takes over what the disk holds; from now on changes have to be durable.
  void restored(List<StorageChange> changes, Instant now) {
    isDurable = true;
    storage.apply(changes);
    tick(now);
  }

  Response fetch(Request.Fetch request, Instant now) {
    return isMine(request.resource())
        ? storage.fetch(request, now)
        : Response.Failure.of(FailureCode.NOT_FOUND, "another peer is responsible");
  }

  private boolean isMine(Id resource) {
    return topology.isResponsible(resource) || storage.has(resource);
  }

  Response find(Request.Find request, Instant now) {
    return storage.find(request, topology::isResponsible, now);
  }

  int places() {
    return storage.places();
  }

  /// Serves STORE and REMOVE.
  void write(Conversations.Incoming incoming, Instant now) {
    var resource = resource(incoming);
    if (!busy.contains(resource)) {
      decide(incoming, resource, now);
    } else if (waiting.size() < WAITING_MAX) {
      waiting.add(incoming);
    } else {
      refuse(incoming, FailureCode.TIMED_OUT, "too much waits for the disk", now);
    }
  }

  private static Id resource(Conversations.Incoming incoming) {
    return resource(incoming.request());
  }

  /// Where a request writes.
  static Id resource(Request request) {
    return switch (request) {
      case Request.Store(var resource, _) -> resource;
      case Request.Remove(var resource, _) -> resource;
      case Request.Probe _,
          Request.Connect _,
          Request.Tunnel _,
          Request.Fetch _,
          Request.Find _,
          Request.Join _,
          Request.Leave _,
          Request.Update _ ->
          throw new IllegalStateException(request + " changes nothing");
    };
  }

  private void refuse(
      Conversations.Incoming incoming, FailureCode code, String detail, Instant now) {
    hands.answer(incoming, Response.Failure.of(code, detail), now);
  }

  private void decide(Conversations.Incoming incoming, Id resource, Instant now) {
    boolean isCopy = isCopy(incoming);
    if (!isCopy && !topology.isResponsible(resource)) {
      refuse(incoming, FailureCode.FORBIDDEN, "another peer is responsible", now);
      return;
    }
    var author = new Author.Known(incoming.author(), incoming.certificate());
    var outcome =
        incoming.request() instanceof Request.Store store
            ? storage.store(store, author, isCopy, now)
            : storage.remove((Request.Remove) incoming.request(), author, isCopy, now);
    switch (outcome) {
      case Outcome.Done(var changes, var answer) ->
          commit(new UnderWay(changes, Optional.of(incoming), Optional.of(answer)), now);
      case Outcome.Refused(var failure) -> hands.answer(incoming, failure, now);
      case Outcome.Unproved(var signer) -> hands.certify(incoming, signer, now);
    }
  }

  // CH-4, R-32: copies are addressed to this peer, by one that may have them.
  private boolean isCopy(Conversations.Incoming incoming) {
    return incoming.exchange().isToPeer()
        && topology.mayReplicate(incoming.author(), resource(incoming));
  }

  private void commit(UnderWay work, Instant now) {
    if (!isDurable || work.changes().isEmpty()) {
      settle(work, now);
      return;
    }
    underWay.put(++lastCommit, work);
    work.incoming().ifPresent(incoming -> busy.add(resource(incoming)));
    out.accept(new NodeOutput.Commit(lastCommit, work.changes()));
  }

  private void settle(UnderWay work, Instant now) {
    if (work.incoming().isEmpty()) return;
    storage.apply(work.changes());
    var incoming = work.incoming().get();
    // "store, answer, replicate".
    hands.answer(incoming, work.answer().orElseThrow(), now);
    if (!topology.isResponsible(resource(incoming))) return;
    var copies = Copies.following(work.changes(), storage);
    for (var peer : topology.replicas()) {
      // A copy is not sent back; what an author stores is not with him yet.
      boolean isFromThere = isCopy(incoming) && peer.equals(incoming.author());
      if (!isFromThere) copies.forEach(request -> hands.copy(peer, request, now));
    }
  }

  void committed(long serial, Instant now) {
    var work = underWay.remove(serial);
    if (work == null) throw new IllegalStateException("no commit " + serial + " is under way");
    settle(work, now);
    next(work, now);
  }

  void commitFailed(long serial, Instant now) {
    var work = underWay.remove(serial);
    if (work == null) throw new IllegalStateException("no commit " + serial + " is under way");
    work.incoming()
        .ifPresent(
            incoming -> refuse(incoming, FailureCode.TIMED_OUT, "the disk did not take it", now));
    next(work, now);
  }

  private void next(UnderWay work, Instant now) {
    if (work.incoming().isEmpty()) return;
    var resource = resource(work.incoming().get());
    busy.remove(resource);
    for (var each : waiting.stream().filter(it -> resource(it).equals(resource)).toList()) {
      if (busy.contains(resource)) return;
      waiting.remove(each);
      decide(each, resource, now);
    }
  }

  void tick(Instant now) {
    if (!storage.deadline().isAfter(now)) note(storage.tick(now), now);
  }

  Instant deadline() {
    return storage.deadline();
  }

  /// Of these places, what does not lie within (from, to] goes.
  // CH-12.
  void forget(Set<Id> places, Id from, Id to, Instant now) {
    note(storage.forget(places, from, to), now);
  }

  // What is in force already, and need not be waited for.
  private void note(List<StorageChange> changes, Instant now) {
    commit(new UnderWay(changes, Optional.empty(), Optional.empty()), now);
  }

  List<Request.Store> within(Id from, Id to, Instant now) {
    return storage.within(from, to, now);
  }
}
