// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.peer.PeerParameters.Role;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.io.peer.PeerListener;
import dev.tocsin.reload.io.peer.PeerRuntime;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// What a {@link Member} does everything with.
public final class Membership {

  private final PeerRuntime runtime;
  private final InstantSource clock = InstantSource.system();
  private final CompletableFuture<Void> joined = new CompletableFuture<>();
  private final List<Consumer<Member.Message>> listeners = new CopyOnWriteArrayList<>();

  Membership(ReloadSettings settings, Role role) throws IOException {
    this.runtime = PeerRuntime.start(settings.peer(role), clock, new Heard());
  }

  private final class Heard implements PeerListener {
    @Override
    public void joined() {
      joined.complete(null);
    }

    @Override
    public void tunneled(Id from, Request.Tunnel content) {
      var message =
          new Member.Message(from, content.application(), content.dialog(), content.content());
      listeners.forEach(each -> each.accept(message));
    }
  }

  Id id() {
    return runtime.id();
  }

  InetSocketAddress address() {
    return runtime.address();
  }

  CompletableFuture<Void> joined() {
    return joined.copy();
  }

  CompletableFuture<Void> store(Id place, Kind kind, Entry entry, Duration lifetime) {
    var value = new StoredValue(clock.millis(), lifetime.toSeconds(), entry, Optional.empty());
    var signed = runtime.signed(place, kind.number(), value);
    var values = new KindValues(kind.number(), 0, List.of(signed));
    return ask(place, new Request.Store(place, List.of(values))).thenApply(_ -> null);
  }

  CompletableFuture<List<StoredValue>> fetch(Id place, Kind kind) {
    var query = new KindQuery(kind.number(), 0, all(kind));
    return ask(place, new Request.Fetch(place, List.of(query))).thenApply(Membership::existing);
  }

  private static List<StoredValue> existing(Response response) {
    return ((Answer.Fetched) response)
        .kinds().stream()
            .flatMap(each -> each.values().stream())
            .filter(each -> each.entry().value().exists())
            .toList();
  }

  CompletableFuture<Void> remove(Id place, Kind kind) {
    var query = new KindQuery(kind.number(), 0, all(kind));
    return ask(place, new Request.Remove(place, List.of(query))).thenApply(_ -> null);
  }

  private static KindQuery.Which all(Kind kind) {
    return switch (kind.model()) {
      case SINGLE -> new KindQuery.Which.Single();
      case ARRAY -> new KindQuery.Which.Range(0, KindQuery.Which.Range.LAST);
      case DICTIONARY -> new KindQuery.Which.Keys(List.of());
    };
  }

  CompletableFuture<Optional<Id>> find(Id from, Kind kind) {
    return ask(from, new Request.Find(from, List.of(kind.number())))
        .thenApply(
            response ->
                ((Answer.Found) response)
                    .kinds().stream()
                        .map(each -> each.resource())
                        .filter(place -> !place.equals(Id.ZERO))
                        .findFirst());
  }

  CompletableFuture<Void> send(Id to, int application, String dialog, Bytes content) {
    return ask(to, new Request.Tunnel(application, dialog, content)).thenApply(_ -> null);
  }

  void listen(Consumer<Member.Message> listener) {
    listeners.add(listener);
  }

  private CompletableFuture<Response> ask(Id to, Request request) {
    var route = List.<Destination>of(new Destination.Unresolved(to));
    return runtime
        .ask(route, request, NodeInput.Manner.PLAIN)
        .thenApply(NodeOutput.Reply::response)
        .thenApply(
            response -> {
              if (response instanceof Response.Failure failure) throw new ReloadException(failure);
              return response;
            });
  }

  boolean leave(Duration patience) {
    return runtime.depart(patience);
  }

  void close() {
    runtime.close();
  }
}
