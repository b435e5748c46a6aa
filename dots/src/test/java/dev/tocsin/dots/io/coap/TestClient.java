// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.RequestId;
import dev.tocsin.dots.core.client.ServerAddress;
import dev.tocsin.dots.io.ClientTransport;
import dev.tocsin.dots.io.security.ServerProfile;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.CoapMessage.Method;
import dev.tocsin.dots.wire.ResponseCode;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A client transport that remembers what it was told.
public final class TestClient implements ClientTransport.Handler, AutoCloseable {

  public sealed interface Event {
    record Connected(ConnectionId connection, int payloadMaxBytes) implements Event {}

    record Narrowed(ConnectionId connection, int payloadMaxBytes) implements Event {}

    record Failed(ConnectionId connection, String reason) implements Event {}

    record Disconnected(ConnectionId connection, String reason) implements Event {}

    record Responded(RequestId request, CoapMessage.Response response, boolean notification)
        implements Event {}

    record Unanswered(RequestId request) implements Event {}

    record Requested(ConnectionId connection, CoapMessage.Request request) implements Event {}
  }

  static final int PATIENCE_SECONDS = 20;

  public final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  final CoapClientTransport transport;
  private final AtomicLong ids = new AtomicLong();

  public TestClient(ServerProfile profile) {
    this(ClientSettings.defaults(), profile);
  }

  TestClient(ClientSettings settings, ServerProfile profile) {
    transport = new CoapClientTransport(settings, _ -> profile, this);
  }

  ConnectionId dial(int port, TransportKind kind, boolean resume) {
    return dial(0, port, kind, resume);
  }

  ConnectionId dial(int server, int port, TransportKind kind, boolean resume) {
    return dial(new ServerAddress(server, "127.0.0.1", port), kind, resume);
  }

  ConnectionId dial(ServerAddress server, TransportKind kind, boolean resume) {
    var connection = new ConnectionId(ids.incrementAndGet());
    transport.connect(connection, server, kind, resume);
    return connection;
  }

  public ConnectionId connected(int port, TransportKind kind) throws InterruptedException {
    var connection = dial(port, kind, false);
    assertThat(next()).isInstanceOf(Event.Connected.class);
    return connection;
  }

  public RequestId send(ConnectionId connection, CoapMessage.Request request) {
    var id = new RequestId(ids.incrementAndGet());
    transport.send(connection, id, request);
    return id;
  }

  public Event next() throws InterruptedException {
    var event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(event).as("something happens").isNotNull();
    return event;
  }

  <E extends Event> E next(Class<E> kind) throws InterruptedException {
    var event = next();
    assertThat(event).isInstanceOf(kind);
    return kind.cast(event);
  }

  static CoapMessage.Request put(String path, byte[] payload) {
    return request(Method.PUT, path, OptionalInt.empty(), payload, false);
  }

  static CoapMessage.Request get(String path, OptionalInt observe) {
    return request(Method.GET, path, observe, new byte[0], false);
  }

  static CoapMessage.Request request(
      Method method, String path, OptionalInt observe, byte[] payload, boolean confirmable) {
    return new CoapMessage.Request(
        method,
        List.of(path),
        List.of(),
        payload.length == 0 ? OptionalInt.empty() : OptionalInt.of(271),
        observe,
        false,
        confirmable,
        payload);
  }

  @Override
  public void connected(ConnectionId connection, TransportKind kind, int payloadMaxBytes) {
    events.add(new Event.Connected(connection, payloadMaxBytes));
  }

  @Override
  public void narrowed(ConnectionId connection, int payloadMaxBytes) {
    events.add(new Event.Narrowed(connection, payloadMaxBytes));
  }

  @Override
  public void connectFailed(ConnectionId connection, String reason) {
    events.add(new Event.Failed(connection, reason));
  }

  @Override
  public void disconnected(ConnectionId connection, String reason) {
    events.add(new Event.Disconnected(connection, reason));
  }

  @Override
  public void responded(
      ConnectionId connection,
      RequestId request,
      CoapMessage.Response response,
      boolean notification) {
    events.add(new Event.Responded(request, response, notification));
  }

  @Override
  public void unanswered(ConnectionId connection, RequestId request) {
    events.add(new Event.Unanswered(request));
  }

  @Override
  public CoapMessage.Response requested(ConnectionId connection, CoapMessage.Request request) {
    events.add(new Event.Requested(connection, request));
    return new CoapMessage.Response(
        ResponseCode.CHANGED, OptionalInt.empty(), OptionalLong.empty(), new byte[0]);
  }

  @Override
  public void close() {
    transport.close();
  }
}
