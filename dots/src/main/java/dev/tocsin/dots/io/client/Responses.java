// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.client;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ClientInput;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.RequestId;
import dev.tocsin.dots.io.ClientTransport;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.RefusedException;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.codec.SignalCodec;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agent's way in: reads what servers send on the transports' threads and hands it to the loop.
///
/// A response is read against the request that asked for it; what cannot be read is dropped and
/// said, and the machine's own time-outs take care of what was asked.
public final class Responses implements ClientTransport.Handler {

  private static final Logger log = LoggerFactory.getLogger(Responses.class);

  private record Asked(ConnectionId connection, RequestId id) {}

  private final ConcurrentHashMap<Asked, SignalRequest> asked = new ConcurrentHashMap<>();
  private final Consumer<ClientInput> loop;

  public Responses(Consumer<ClientInput> loop) {
    this.loop = loop;
  }

  void expect(ConnectionId connection, RequestId id, SignalRequest request) {
    asked.put(new Asked(connection, id), request);
  }

  void forget(ConnectionId connection, RequestId id) {
    asked.remove(new Asked(connection, id));
  }

  void forget(ConnectionId connection) {
    asked.keySet().removeIf(each -> each.connection.equals(connection));
  }

  @Override
  public void connected(ConnectionId connection, TransportKind transport, int payloadMaxBytes) {
    loop.accept(new ClientInput.Connected(connection, transport, payloadMaxBytes));
  }

  @Override
  public void narrowed(ConnectionId connection, int payloadMaxBytes) {
    loop.accept(new ClientInput.PathNarrowed(connection, payloadMaxBytes));
  }

  @Override
  public void connectFailed(ConnectionId connection, String reason) {
    forget(connection);
    loop.accept(new ClientInput.ConnectFailed(connection, reason));
  }

  @Override
  public void disconnected(ConnectionId connection, String reason) {
    forget(connection);
    loop.accept(new ClientInput.Disconnected(connection, reason));
  }

  @Override
  public void responded(
      ConnectionId connection, RequestId id, CoapMessage.Response response, boolean notification) {
    var key = new Asked(connection, id);
    var request = asked.get(key);
    if (request == null) return;
    if (!observes(request)) asked.remove(key);
    SignalResponse read;
    try {
      read = SignalCodec.readResponse(request, response);
    } catch (WireException e) {
      log.warn("a server's answer {} cannot be read: {}", response.code(), e.getMessage());
      return;
    }
    loop.accept(new ClientInput.Responded(connection, id, read, notification));
  }

  private static boolean observes(SignalRequest request) {
    return switch (request) {
      case SignalRequest.Retrieve retrieve -> retrieve.observe() == SignalRequest.Observe.REGISTER;
      case SignalRequest.RetrieveConfig retrieve ->
          retrieve.observe() == SignalRequest.Observe.REGISTER;
      default -> false;
    };
  }

  @Override
  public void unanswered(ConnectionId connection, RequestId id) {
    asked.remove(new Asked(connection, id));
    loop.accept(new ClientInput.Unanswered(connection, id));
  }

  @Override
  public CoapMessage.Response requested(ConnectionId connection, CoapMessage.Request request) {
    return SignalCodec.writeResponse(answer(connection, request));
  }

  private SignalResponse answer(ConnectionId connection, CoapMessage.Request request) {
    try {
      if (SignalCodec.readRequest(request) instanceof SignalRequest.Heartbeat(var peerHbStatus)) {
        loop.accept(new ClientInput.HeartbeatReceived(connection, peerHbStatus));
        return SignalResponse.of(ResponseCode.CHANGED);
      }
      return SignalResponse.refusal(
          ResponseCode.METHOD_NOT_ALLOWED, "a DOTS client takes heartbeats only");
    } catch (RefusedException e) {
      return SignalResponse.refusal(e.code(), String.valueOf(e.getMessage()));
    }
  }
}
