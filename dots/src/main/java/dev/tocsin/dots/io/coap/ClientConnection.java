// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.RequestId;
import dev.tocsin.dots.io.ClientTransport;
import dev.tocsin.dots.io.californium.CallerRunsScheduler;
import dev.tocsin.dots.io.californium.CoapMessages;
import dev.tocsin.dots.io.californium.KnownOptions;
import dev.tocsin.dots.io.californium.Reliability;
import dev.tocsin.dots.io.dtls.DtlsSetup;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.SessionConfig;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.stack.ReliabilityLayerParameters;
import org.eclipse.californium.core.server.MessageDeliverer;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.jspecify.annotations.Nullable;

/// One session of a client: a link, CoAP over it, and the requests that wait. Used from any thread.
final class ClientConnection implements ClientLink.Events, MessageDeliverer {

  /// Header, token, and the longest options of a DOTS request: the path with cdid, cuid and mid.
  private static final int COAP_BYTES = 4 + 8 + 128;

  /// Fits the narrowest path: no reason to ask the system about it.
  private static final int SMALL_BYTES = 256;

  private enum State {
    CONNECTING,
    CONNECTED,
    OVER
  }

  // The list of some 50,000 mitigations; a server's own bound on requests is far lower.
  private static final int ANSWER_BYTES_MAX = 4 << 20;

  private final ConnectionId id;
  private final TransportKind transport;
  private final ClientSettings settings;
  private final ScheduledExecutorService timer;
  private final ClientTransport.Handler handler;
  private final Runnable whenOver;
  private final ClientLink link;
  private final CoapEndpoint endpoint;
  private final EndpointContext destination;
  private final AtomicReference<State> state = new AtomicReference<>(State.CONNECTING);
  private final Map<RequestId, SentRequest> requests = new ConcurrentHashMap<>();
  private final Map<Token, SentRequest> observations = new ConcurrentHashMap<>();
  private volatile @Nullable ReliabilityLayerParameters reliability;
  private volatile @Nullable Future<?> attempt;
  private volatile int overhead;
  private volatile int said;

  /// What a connection belongs to.
  ///
  /// @param whenOver runs once, when the connection is of no more use
  record Owner(
      ClientSettings settings,
      ScheduledExecutorService timer,
      ClientTransport.Handler handler,
      Runnable whenOver) {}

  ClientConnection(
      ConnectionId id,
      TransportKind transport,
      Owner owner,
      Function<ClientLink.Events, ClientLink> links) {
    this.id = id;
    this.transport = transport;
    this.settings = owner.settings();
    this.timer = owner.timer();
    this.handler = owner.handler();
    this.whenOver = owner.whenOver();
    this.link = links.apply(this);
    this.destination = new AddressEndpointContext(link.remote());
    Configuration configuration = DtlsSetup.configuration();
    configuration.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, ANSWER_BYTES_MAX);
    this.endpoint =
        CoapEndpoint.builder()
            .setConfiguration(configuration)
            .setConnector(link.connector())
            .setEndpointContextMatcher(link.matcher())
            .setOptionRegistry(new KnownOptions())
            .build();
    endpoint.setExecutors(new CallerRunsScheduler(timer), timer);
    endpoint.setMessageDeliverer(this);
    endpoint.addNotificationListener(this::notified);
  }

  void dial() {
    try {
      endpoint.start();
    } catch (IOException e) {
      down("no socket: " + e.getMessage());
      return;
    }
    attempt =
        timer.schedule(
            this::handshakeTakesTooLong, settings.handshakeMax().toMillis(), TimeUnit.MILLISECONDS);
    link.dial();
  }

  private void handshakeTakesTooLong() {
    if (state.get() == State.CONNECTING) {
      down("no session within " + settings.handshakeMax().toSeconds() + " s");
    }
  }

  @Override
  public void up(int overheadBytes) {
    if (!state.compareAndSet(State.CONNECTING, State.CONNECTED)) return;
    overhead = overheadBytes;
    said = room();
    handler.connected(id, transport, said);
  }

  private int room() {
    if (!transport.isDatagram()) return DtlsSetup.BLOCK_BYTES;
    int room = PathMtu.of(settings, link.remote()) - overhead - COAP_BYTES;
    return Math.min(room, DtlsSetup.BLOCK_BYTES);
  }

  // RFC 9132 §7.3. The first request that a router found too large is lost; before the next one the
  // system has been told, and would send it in fragments.
  private boolean isTooLarge(CoapMessage.Request message) {
    if (!transport.isDatagram() || message.payload().length <= SMALL_BYTES) return false;
    int room = room();
    if (room >= said) return false;
    said = room;
    handler.narrowed(id, room);
    return message.payload().length > room;
  }

  @Override
  public void down(String reason) {
    State before = state.getAndSet(State.OVER);
    if (before == State.OVER) return;
    end();
    if (before == State.CONNECTING) {
      handler.connectFailed(id, reason);
    } else {
      handler.disconnected(id, reason);
    }
  }

  void disconnect() {
    if (state.getAndSet(State.OVER) == State.OVER) return;
    link.hangUp();
    end();
  }

  /// The goodbye is still under way on a thread of the link, hence the short delay.
  private void end() {
    whenOver.run();
    Future<?> limit = attempt;
    if (limit != null) limit.cancel(false);
    requests.values().forEach(SentRequest::drop);
    requests.clear();
    observations.clear();
    if (timer.isShutdown()) {
      endpoint.destroy();
    } else {
      var unused = timer.schedule(endpoint::destroy, 200, TimeUnit.MILLISECONDS);
    }
  }

  void apply(SessionConfig.ParameterSet parameters) {
    reliability = Reliability.of(parameters, endpoint.getConfig());
  }

  void send(RequestId requestId, CoapMessage.Request message) {
    if (state.get() != State.CONNECTED || isTooLarge(message)) {
      handler.unanswered(id, requestId);
      return;
    }
    Request request = CoapMessages.write(message);
    request.setDestinationContext(destination);
    request.setReliabilityLayerParameters(reliability);
    if (request.isObserveCancel()) takeOverToken(message, request);
    var sent = new SentRequest(requestId, message, request);
    requests.put(requestId, sent);
    request.addMessageObserver(sent.observer(this));
    if (!message.confirmable() || !transport.isDatagram()) {
      sent.limit(
          timer.schedule(request::cancel, settings.answerWait().toMillis(), TimeUnit.MILLISECONDS));
    }
    endpoint.sendRequest(request);
  }

  // RFC 7641 §3.6: the request that deregisters carries the token of the observation.
  private void takeOverToken(CoapMessage.Request message, Request request) {
    for (SentRequest observed : observations.values()) {
      if (observed.isForSameResource(message)) {
        Token token = observed.request().getToken();
        forget(observed.id());
        request.setToken(token);
        return;
      }
    }
  }

  void tokenKnown(SentRequest sent) {
    if (sent.request().isObserve()) observations.put(sent.request().getToken(), sent);
  }

  /// The first response to a request.
  void responded(SentRequest sent, Response response) {
    boolean observing = sent.request().isObserve() && response.getOptions().hasObserve();
    if (!observing) drop(sent);
    if (observing && !sent.isNewest(response)) return;
    tell(sent, response, false);
  }

  private void notified(Request request, Response response) {
    SentRequest sent = observations.get(request.getToken());
    if (sent == null) return;
    boolean goesOn = response.getOptions().hasObserve();
    if (goesOn && !sent.isNewest(response)) return;
    if (!goesOn) drop(sent);
    tell(sent, response, true);
  }

  private void tell(SentRequest sent, Response response, boolean notification) {
    CoapMessages.read(response)
        .ifPresentOrElse(
            read -> handler.responded(id, sent.id(), read, notification),
            () -> handler.unanswered(id, sent.id()));
  }

  void unanswered(SentRequest sent) {
    if (drop(sent)) handler.unanswered(id, sent.id());
  }

  private boolean drop(SentRequest sent) {
    sent.drop();
    Token token = sent.request().getToken();
    if (token != null) observations.remove(token, sent);
    return requests.remove(sent.id(), sent);
  }

  void forget(RequestId requestId) {
    SentRequest sent = requests.get(requestId);
    if (sent == null) return;
    drop(sent);
    sent.request().cancel();
    if (sent.request().isObserve()) endpoint.cancelObservation(sent.request().getToken());
  }

  @Override
  public void deliverRequest(Exchange exchange) {
    var refusal = CoapMessages.refusal(exchange.getRequest());
    var response =
        refusal.orElseGet(() -> handler.requested(id, CoapMessages.read(exchange.getRequest())));
    exchange.sendResponse(CoapMessages.write(response));
  }

  @Override
  public void deliverResponse(Exchange exchange, Response response) {
    exchange.getRequest().setResponse(response);
  }
}
