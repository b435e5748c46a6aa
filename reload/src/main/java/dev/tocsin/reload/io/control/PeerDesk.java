// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.control;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.control.ControlServer;
import dev.tocsin.base.control.Refusal;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.ProbeInfo;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Has a peer do what is asked on its control socket. Whoever can open the socket may ask.
public final class PeerDesk implements ControlServer.Desk {

  private static final Logger log = LoggerFactory.getLogger(PeerDesk.class);
  private static final int UNDER_WAY_MAX = 256;
  private static final long NANOS = 1_000_000;
  private static final List<ProbeInfo.Topic> ALL = List.of(ProbeInfo.Topic.values());

  /// Longer than a transaction of the overlay that is answered by nobody.
  public static final Duration PATIENCE = Duration.ofSeconds(40);

  private final OperatedPeer peer;
  private final InstantSource clock;
  private final Duration patience;
  private final Semaphore places = new Semaphore(UNDER_WAY_MAX);

  /// @param patience until an order counts as not answered
  public PeerDesk(OperatedPeer peer, InstantSource clock, Duration patience) {
    this.peer = peer;
    this.clock = clock;
    this.patience = patience;
  }

  @Override
  public void order(long connection, JsonNode order, ControlServer.Replies replies) {
    var read = PeerOrders.read(order);
    if (!places.tryAcquire()) {
      replies.send(Refusal.of("the peer has more to do than it can take"));
      return;
    }
    try {
      reply(read)
          .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(this::failed)
          .whenComplete((_, _) -> places.release())
          .thenAccept(replies::send);
    } catch (RuntimeException e) {
      places.release();
      throw e;
    }
  }

  private ObjectNode failed(Throwable e) {
    var cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof TimeoutException) {
      return Refusal.of("no answer within " + patience.toSeconds() + " s");
    }
    log.error("an order on the control socket failed", cause);
    return Refusal.of("internal error: " + cause.getClass().getSimpleName());
  }

  @Override
  public void gone(long connection) {}

  private CompletableFuture<ObjectNode> reply(PeerOrder order) {
    return switch (order) {
      case PeerOrder.Status() -> peer.status().thenApply(PeerReplies::status);
      case PeerOrder.Ping(var to) ->
          ask(
              to.id(),
              new Request.Probe(ALL),
              NodeInput.Manner.PLAIN,
              reply -> PeerReplies.pong((Answer.Probed) reply.response()));
      case PeerOrder.Trace(var to) ->
          ask(
              to.id(),
              new Request.Probe(List.of()),
              NodeInput.Manner.LOGGED,
              reply -> PeerReplies.trace(reply.log()));
      case PeerOrder.Store store -> store(store);
      case PeerOrder.Fetch(var at, var kind, var which) -> fetch(at.id(), known(kind), which);
      case PeerOrder.Remove(var at, var kind, var which) -> remove(at.id(), known(kind), which);
      case PeerOrder.Find(var from, var kind) -> find(from.id(), known(kind));
      case PeerOrder.Leave() -> {
        peer.leave();
        yield CompletableFuture.completedFuture(PeerReplies.done("leaving"));
      }
    };
  }

  // What its kind is has to be known to read a value.
  private Kind known(String name) {
    var kinds = peer.kinds();
    var kind =
        name.matches("[0-9]{1,9}|0x[0-9a-fA-F]{1,8}")
            ? kinds.kind(Long.decode(name))
            : kinds.kind(name);
    return kind.orElseThrow(
        () -> new WireException("this peer knows no kind '" + name + "'; 'status' lists those"));
  }

  private CompletableFuture<ObjectNode> store(PeerOrder.Store store) {
    var kind = known(store.kind());
    var place = store.at().id();
    var entry = entry(kind, store);
    long seconds = store.lifetime().toSeconds();
    var value = new StoredValue(clock.millis(), seconds, entry, Optional.empty());
    var signed = peer.signed(place, kind.number(), value);
    var values = new KindValues(kind.number(), 0, List.of(signed));
    return ask(
        place,
        new Request.Store(place, List.of(values)),
        NodeInput.Manner.PLAIN,
        reply -> PeerReplies.changed("stored", kind, ((Answer.Stored) reply.response()).kinds()));
  }

  private Entry entry(Kind kind, PeerOrder.Store store) {
    var value = Entry.Value.of(store.value());
    return switch (store.which()) {
      case PeerOrder.Which.Usual() ->
          switch (kind.model()) {
            case SINGLE -> new Entry.Single(value);
            case ARRAY -> new Entry.Indexed(Entry.Indexed.LAST, value);
            // SP-2: most kinds with keys have those of the peers that store.
            case DICTIONARY -> new Entry.Keyed(Selected.own(peer.id()), value);
          };
      case PeerOrder.Which.Index(var index) -> {
        Selected.requireArray(kind);
        yield new Entry.Indexed(index, value);
      }
      case PeerOrder.Which.Key(var key) -> {
        Selected.requireDictionary(kind);
        yield new Entry.Keyed(key, value);
      }
      case PeerOrder.Which.All() -> throw new WireException("one value is stored, not all");
    };
  }

  private CompletableFuture<ObjectNode> fetch(Id place, Kind kind, PeerOrder.Which which) {
    var query = new KindQuery(kind.number(), 0, Selected.toFetch(kind, which));
    return ask(
        place,
        new Request.Fetch(place, List.of(query)),
        NodeInput.Manner.PLAIN,
        reply -> PeerReplies.fetched(kind, (Answer.Fetched) reply.response()));
  }

  private CompletableFuture<ObjectNode> remove(Id place, Kind kind, PeerOrder.Which which) {
    var query = new KindQuery(kind.number(), 0, Selected.toRemove(kind, which));
    return ask(
        place,
        new Request.Remove(place, List.of(query)),
        NodeInput.Manner.PLAIN,
        reply -> PeerReplies.changed("removed", kind, ((Answer.Removed) reply.response()).kinds()));
  }

  private CompletableFuture<ObjectNode> find(Id from, Kind kind) {
    return ask(
        from,
        new Request.Find(from, List.of(kind.number())),
        NodeInput.Manner.PLAIN,
        reply -> PeerReplies.found(kind, (Answer.Found) reply.response()));
  }

  private CompletableFuture<ObjectNode> ask(
      Id place,
      Request request,
      NodeInput.Manner manner,
      Function<NodeOutput.Reply, ObjectNode> answered) {
    long began = System.nanoTime();
    // The draft does not tell the ids of peers and of data apart.
    var route = List.<Destination>of(new Destination.Unresolved(place));
    return peer.ask(route, request, manner)
        .thenApply(
            reply -> {
              var json =
                  reply.response() instanceof Response.Failure failure
                      ? PeerReplies.refused(failure)
                      : answered.apply(reply).put("responder", reply.responder().toString());
              return json.put("place", place.toString())
                  .put("milliseconds", (System.nanoTime() - began) / NANOS);
            });
  }
}
