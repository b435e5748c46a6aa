// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.server.SessionId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.stack.ReliabilityLayerParameters;
import org.eclipse.californium.core.observe.ObserveManager;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.jspecify.annotations.Nullable;

/// One authenticated session of a listening endpoint. Touched by the threads of the library and by
/// callers of the transport; every field stands for itself.
final class PeerSession {

  private enum State {
    NEW,
    OPEN,
    CLOSED
  }

  private final SessionId id;
  private final PeerIdentity peer;
  private final TransportKind transport;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private final Map<Token, Observation> observations = new ConcurrentHashMap<>(2);
  private volatile @Nullable ObserveManager observeManager;
  private volatile @Nullable EndpointContext context;
  private volatile @Nullable ReliabilityLayerParameters reliability;

  PeerSession(SessionId id, PeerIdentity peer, TransportKind transport) {
    this.id = id;
    this.peer = peer;
    this.transport = transport;
  }

  SessionId id() {
    return id;
  }

  PeerIdentity peer() {
    return peer;
  }

  TransportKind transport() {
    return transport;
  }

  /// True once, for the caller that has to tell.
  boolean open(EndpointContext established) {
    context = established;
    return state.compareAndSet(State.NEW, State.OPEN);
  }

  /// True once, for the caller that has to tell.
  boolean close() {
    return state.getAndSet(State.CLOSED) == State.OPEN;
  }

  boolean isOpen() {
    return state.get() == State.OPEN;
  }

  /// Remembers where the peer is now: behind a NAT its address changes (RFC 9146).
  void seen(EndpointContext latest) {
    if (context != latest) context = latest;
  }

  EndpointContext context() {
    EndpointContext known = context;
    if (known == null) throw new IllegalStateException("session " + id + " was never opened");
    return known;
  }

  void apply(ReliabilityLayerParameters parameters) {
    reliability = parameters;
  }

  @Nullable ReliabilityLayerParameters reliability() {
    return reliability;
  }

  /// Relations are kept per session: the library knows them by address and token, and an address
  /// may come to belong to another session.
  ObserveManager observeManager(Configuration configuration) {
    ObserveManager known = observeManager;
    if (known != null) return known;
    synchronized (this) {
      if (observeManager == null) observeManager = new ObserveManager(configuration);
      return observeManager;
    }
  }

  /// @return what was observed under this token before
  @Nullable Observation observe(Token token, Observation observation) {
    return observations.put(token, observation);
  }

  @Nullable Observation observed(Token token) {
    return observations.get(token);
  }

  void forget(Token token, Observation observation) {
    observations.remove(token, observation);
  }

  List<Observation> observations() {
    return List.copyOf(observations.values());
  }

  /// A full session takes no further observation and answers without one, as RFC 7641 §4.1 allows.
  boolean mayObserve(Configuration configuration) {
    return observations.size() < configuration.get(CoapConfig.MAX_SERVER_OBSERVES);
  }

  @Override
  public String toString() {
    return "session " + id.value();
  }
}
