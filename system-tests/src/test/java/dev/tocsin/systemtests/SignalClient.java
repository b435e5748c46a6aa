// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.RequestId;
import dev.tocsin.dots.core.client.ServerAddress;
import dev.tocsin.dots.io.ClientTransport;
import dev.tocsin.dots.io.coap.ClientSettings;
import dev.tocsin.dots.io.coap.CoapClientTransport;
import dev.tocsin.dots.io.security.ServerProfile;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalRequest.Observe;
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
import java.util.concurrent.atomic.AtomicLong;

/// A client of the signal channel with one session, that says what it is told to and keeps what the
/// server tells it unasked.
final class SignalClient implements ClientTransport.Handler, AutoCloseable {

  private static final ConnectionId SESSION = new ConnectionId(1);

  private final String cuid;
  private final CoapClientTransport transport;
  private final AtomicLong ids = new AtomicLong();
  private final CompletableFuture<Boolean> connected = new CompletableFuture<>();
  private final Map<RequestId, CompletableFuture<CoapMessage.Response>> asked =
      new ConcurrentHashMap<>();
  private final List<MitigationStatus> told = new CopyOnWriteArrayList<>();

  /// Returns when the session is open.
  SignalClient(String cuid, ServerProfile profile, int port) {
    this.cuid = cuid;
    this.transport = new CoapClientTransport(ClientSettings.defaults(), _ -> profile, this);
    transport.connect(SESSION, new ServerAddress(0, "127.0.0.1", port), TransportKind.DTLS, false);
    wait(connected);
  }

  SignalResponse mitigate(long mid, String prefix) {
    var scope = Scope.of(Prefix.parse(prefix));
    var request = new MitigationRequest(scope, 3600, true, Optional.empty());
    return ask(new SignalRequest.Mitigate(cuid, mid, request));
  }

  SignalResponse withdraw(long mid) {
    return ask(new SignalRequest.Withdraw(cuid, mid));
  }

  /// What the server lists as this client's.
  List<MitigationStatus> list() {
    return statuses(ask(get(Observe.NO)));
  }

  /// From now on the server tells of changes.
  List<MitigationStatus> observe() {
    return statuses(ask(get(Observe.REGISTER)));
  }

  /// What it told of unasked so far.
  List<MitigationStatus> told() {
    return List.copyOf(told);
  }

  static List<MitigationStatus> statuses(SignalResponse response) {
    return response.body() instanceof SignalResponse.Body.Mitigations(var all) ? all : List.of();
  }

  private SignalRequest get(Observe observe) {
    return new SignalRequest.Retrieve(cuid, OptionalLong.empty(), ContentFilter.ALL, observe);
  }

  private SignalResponse ask(SignalRequest request) {
    var id = new RequestId(ids.incrementAndGet());
    var answer = new CompletableFuture<CoapMessage.Response>();
    asked.put(id, answer);
    transport.send(SESSION, id, SignalCodec.writeRequest(request, true));
    return SignalCodec.readResponse(request, wait(answer));
  }

  private static <T> T wait(CompletableFuture<T> event) {
    return event.orTimeout(TocsinProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private void fail(String reason) {
    var failure = new IllegalStateException(reason);
    connected.completeExceptionally(failure);
    asked.values().forEach(answer -> answer.completeExceptionally(failure));
  }

  @Override
  public void connected(ConnectionId connection, TransportKind kind, int payloadMaxBytes) {
    connected.complete(true);
  }

  @Override
  public void narrowed(ConnectionId connection, int payloadMaxBytes) {}

  @Override
  public void connectFailed(ConnectionId connection, String reason) {
    fail("no session: " + reason);
  }

  @Override
  public void disconnected(ConnectionId connection, String reason) {
    fail("the session ended: " + reason);
  }

  @Override
  public void responded(
      ConnectionId connection,
      RequestId request,
      CoapMessage.Response response,
      boolean notification) {
    if (notification) {
      told.addAll(statuses(SignalCodec.readResponse(get(Observe.REGISTER), response)));
    } else {
      asked.remove(request).complete(response);
    }
  }

  @Override
  public void unanswered(ConnectionId connection, RequestId request) {
    asked.remove(request).completeExceptionally(new IllegalStateException("no answer"));
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
