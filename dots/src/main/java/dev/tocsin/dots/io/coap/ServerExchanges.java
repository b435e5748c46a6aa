// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.io.ServerTransport;
import dev.tocsin.dots.io.californium.CoapMessages;
import dev.tocsin.dots.io.security.ServerLimits;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.ResponseCode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Endpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.MessageDeliverer;
import org.eclipse.californium.elements.EndpointContext;
import org.jspecify.annotations.Nullable;

/// Requests that wait for their answer, and observations, of one listening endpoint. The library
/// delivers on the thread that read the request; answers come from any thread.
final class ServerExchanges implements ServerTransport.Exchanges, MessageDeliverer {

  private final ServerTransport.Handler handler;
  private final Identifiers identifiers;
  private final ServerLimits limits;
  private final ScheduledExecutorService timer;
  private final Map<ExchangeId, Exchange> waiting = new ConcurrentHashMap<>();
  private final Map<ExchangeId, Observation> observations = new ConcurrentHashMap<>();
  private final Map<SessionId, PeerSession> sessions = new ConcurrentHashMap<>();
  private volatile @Nullable Endpoint endpoint;

  ServerExchanges(
      ServerTransport.Handler handler,
      Identifiers identifiers,
      ServerLimits limits,
      ScheduledExecutorService timer) {
    this.handler = handler;
    this.identifiers = identifiers;
    this.limits = limits;
    this.timer = timer;
  }

  void bind(Endpoint bound) {
    endpoint = bound;
    bound.setMessageDeliverer(this);
  }

  @Nullable PeerSession session(SessionId id) {
    return sessions.get(id);
  }

  int sessions() {
    return sessions.size();
  }

  void opened(PeerSession session, EndpointContext context) {
    if (!session.open(context)) return;
    sessions.put(session.id(), session);
    handler.opened(session.id(), session.peer(), session.transport(), context.getPeerAddress());
  }

  void closed(PeerSession session) {
    if (!session.close()) return;
    sessions.remove(session.id());
    session.observations().forEach(Observation::end);
    handler.closed(session.id());
  }

  @Override
  public void deliverRequest(Exchange exchange) {
    Request request = exchange.getRequest();
    PeerSession session = Identities.session(request.getSourceContext());
    if (session == null || !session.isOpen()) {
      exchange.sendReject();
      return;
    }
    session.seen(request.getSourceContext());
    Optional<CoapMessage.Response> refusal = refusal(request);
    if (refusal.isPresent()) {
      exchange.sendResponse(CoapMessages.write(refusal.get()));
      return;
    }
    if (request.getOptions().hasObserve()) replaceObservation(session, request);
    ExchangeId id = identifiers.nextExchange();
    waiting.put(id, exchange);
    handler.requested(id, session.id(), CoapMessages.read(request));
  }

  private Optional<CoapMessage.Response> refusal(Request request) {
    if (waiting.size() >= limits.waitingRequestsMax()) {
      return CoapMessages.refuse(
          ResponseCode.SERVICE_UNAVAILABLE, "too many requests wait for an answer");
    }
    return CoapMessages.refusal(request);
  }

  // RFC 7641 §4.1: a request with the same token takes the place of the older observation, and one
  // with Observe 1 ends it.
  private static void replaceObservation(PeerSession session, Request request) {
    Observation before = session.observed(request.getToken());
    if (before != null) before.end();
  }

  @Override
  public void deliverResponse(Exchange exchange, Response response) {
    PeerSession session = Identities.session(response.getSourceContext());
    if (session != null) session.seen(response.getSourceContext());
    exchange.getRequest().setResponse(response);
  }

  @Override
  public void answer(ExchangeId id, CoapMessage.Response response, boolean observing) {
    Exchange exchange = waiting.remove(id);
    if (exchange == null) return;
    PeerSession session = Identities.session(exchange.getRequest().getSourceContext());
    if (session == null) return;
    Response written = CoapMessages.write(response);
    written.setReliabilityLayerParameters(session.reliability());
    if (!observing) {
      exchange.sendResponse(written);
    } else {
      exchange.execute(() -> startObservation(id, session, exchange, written));
    }
  }

  private void startObservation(
      ExchangeId id, PeerSession session, Exchange exchange, Response first) {
    var configuration = exchange.getEndpoint().getConfig();
    boolean observes =
        session.isOpen()
            && first.isSuccess()
            && exchange.getRequest().isObserve()
            && session.mayObserve(configuration);
    if (!observes) {
      exchange.sendResponse(first);
      handler.observationEnded(id);
      return;
    }
    var observation = new Observation(id, session, exchange, this::ended);
    observations.put(id, observation);
    session.observe(exchange.getRequest().getToken(), observation);
    session.observeManager(configuration).addObserveRelation(exchange, observation);
    exchange.sendResponse(first);
    if (!session.isOpen()) observation.end();
  }

  private void ended(Observation observation) {
    PeerSession session = observation.session();
    session.forget(observation.exchange().getRequest().getToken(), observation);
    // Gone already when this side ended it.
    if (observations.remove(observation.id()) != null) handler.observationEnded(observation.id());
  }

  @Override
  public void notify(ExchangeId id, CoapMessage.Response response) {
    Observation observation = observations.get(id);
    if (observation == null) return;
    Response notification = CoapMessages.write(response);
    // RFC 9132 §4.4.2.1: never Confirmable. A type that is set is left alone by the library.
    notification.setType(Type.NON);
    notification.setDestinationContext(observation.session().context());
    Exchange exchange = observation.exchange();
    exchange.execute(
        () -> {
          if (observation.isOver()) return;
          if (notification.isSuccess()) {
            notification.getOptions().setObserve(observation.getNotificationSequenceNumber());
          }
          exchange.sendResponse(notification);
        });
    // RFC 7641 §4.2: a notification that is no success ends the observation.
    if (!notification.isSuccess()) endObservation(id);
  }

  @Override
  public void ignore(ExchangeId id) {
    Exchange exchange = waiting.remove(id);
    if (exchange != null) exchange.executeComplete();
  }

  @Override
  public void endObservation(ExchangeId id) {
    Observation observation = observations.remove(id);
    if (observation != null) observation.end();
  }

  @Override
  public void heartbeat(SessionId id, CoapMessage.Request heartbeat) {
    PeerSession session = sessions.get(id);
    Endpoint bound = endpoint;
    if (session == null || bound == null) {
      handler.heartbeatEnded(id, false);
      return;
    }
    Request request = CoapMessages.write(heartbeat);
    request.setType(Type.NON);
    request.setDestinationContext(session.context());
    ScheduledFuture<?> limit =
        timer.schedule(request::cancel, limits.heartbeatWait().toMillis(), TimeUnit.MILLISECONDS);
    request.addMessageObserver(new Beat(id, limit));
    bound.sendRequest(request);
  }

  /// Waits for the one end of a heartbeat.
  private final class Beat extends MessageObserverAdapter {
    private final SessionId session;
    private final ScheduledFuture<?> limit;
    private boolean over;

    Beat(SessionId session, ScheduledFuture<?> limit) {
      this.session = session;
      this.limit = limit;
    }

    @Override
    public void onResponse(Response response) {
      end(true);
    }

    // A reset comes from a living peer, too.
    @Override
    public void onReject() {
      end(true);
    }

    @Override
    public void onCancel() {
      end(false);
    }

    @Override
    protected void failed() {
      end(false);
    }

    private void end(boolean answered) {
      synchronized (this) {
        if (over) return;
        over = true;
      }
      limit.cancel(false);
      handler.heartbeatEnded(session, answered);
    }
  }
}
