// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.load;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.RequestId;
import dev.tocsin.dots.core.client.ServerAddress;
import dev.tocsin.dots.io.ClientTransport;
import dev.tocsin.dots.io.coap.ClientSettings;
import dev.tocsin.dots.io.coap.CoapClientTransport;
import dev.tocsin.dots.io.security.ServerProfile;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.codec.SignalCodec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A few sessions with one server that know nothing of what an agent knows.
final class LoadSessions implements ClientTransport.Handler, AutoCloseable {

  private static final int SESSIONS = 4;
  private static final int ATTEMPTS_MAX = 60;

  private record Waiting(SignalRequest asked, Consumer<Optional<SignalResponse>> then) {}

  private final CoapClientTransport transport;
  private final ServerAddress address;
  private final TransportKind kind;
  private final AtomicLong ids = new AtomicLong();
  private final List<ConnectionId> open = new CopyOnWriteArrayList<>();
  private final Map<ConnectionId, CompletableFuture<Boolean>> dialling = new ConcurrentHashMap<>();
  private final Map<RequestId, Waiting> waiting = new ConcurrentHashMap<>();

  LoadSessions(ServerProfile profile, ServerAddress address, TransportKind kind) {
    this.transport = new CoapClientTransport(ClientSettings.defaults(), _ -> profile, this);
    this.address = address;
    this.kind = kind;
  }

  /// Returns when all are open.
  void open() {
    for (int attempt = 0; open.size() < SESSIONS; attempt++) {
      if (attempt == ATTEMPTS_MAX) throw new IllegalStateException("no session with " + address);
      var id = new ConnectionId(ids.incrementAndGet());
      var connected = new CompletableFuture<Boolean>();
      dialling.put(id, connected);
      transport.connect(id, address, kind, false);
      if (connected.join()) open.add(id);
    }
  }

  int waiting() {
    return waiting.size();
  }

  /// @param then gets nothing when no answer came
  void send(SignalRequest request, boolean confirmable, Consumer<Optional<SignalResponse>> then) {
    var id = new RequestId(ids.incrementAndGet());
    waiting.put(id, new Waiting(request, then));
    var connection = open.get((int) (id.value() % open.size()));
    transport.send(connection, id, SignalCodec.writeRequest(request, confirmable));
  }

  /// Asks until there is an answer.
  SignalResponse ask(SignalRequest request) {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      var answer = new CompletableFuture<Optional<SignalResponse>>();
      send(request, true, answer::complete);
      try {
        var response = answer.get(20, TimeUnit.SECONDS);
        if (response.isPresent()) return response.get();
      } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (TimeoutException again) {
        // A transfer in blocks that broke off: from the beginning.
      }
    }
    throw new IllegalStateException("no answer to " + request);
  }

  /// Waits for answers no longer than this, takes the rest for unanswered, closes all sessions.
  void settle(long most, TimeUnit unit) throws InterruptedException {
    long deadline = System.nanoTime() + unit.toNanos(most);
    while (!waiting.isEmpty() && System.nanoTime() < deadline) Thread.sleep(20);
    open.forEach(transport::disconnect);
    open.clear();
    List.copyOf(waiting.keySet()).forEach(id -> finish(id, Optional.empty()));
  }

  private void finish(RequestId id, Optional<SignalResponse> response) {
    var removed = waiting.remove(id);
    if (removed != null) removed.then.accept(response);
  }

  @Override
  public void connected(ConnectionId connection, TransportKind transport, int payloadMaxBytes) {
    dialling.remove(connection).complete(true);
  }

  @Override
  public void narrowed(ConnectionId connection, int payloadMaxBytes) {}

  @Override
  public void connectFailed(ConnectionId connection, String reason) {
    System.out.println("no session: " + reason);
    dialling.remove(connection).complete(false);
  }

  @Override
  public void disconnected(ConnectionId connection, String reason) {}

  @Override
  public void responded(
      ConnectionId connection,
      RequestId request,
      CoapMessage.Response response,
      boolean notification) {
    var asked = waiting.get(request);
    if (asked == null) return;
    finish(request, Optional.of(SignalCodec.readResponse(asked.asked, response)));
  }

  @Override
  public void unanswered(ConnectionId connection, RequestId request) {
    finish(request, Optional.empty());
  }

  @Override
  public CoapMessage.Response requested(ConnectionId connection, CoapMessage.Request request) {
    return new CoapMessage.Response(
        ResponseCode.CHANGED, OptionalInt.empty(), OptionalLong.empty(), new byte[0]);
  }

  @Override
  public void close() {
    transport.close();
  }
}
