// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.dots.core.server.ExchangeId;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.eclipse.californium.core.server.resources.ObservableResource;

/// One observed exchange, in the shape in which the library wants a resource: it is told when the
/// relation ends, whoever ends it.
final class Observation implements ObservableResource {

  private static final int SEQUENCE_MASK = 0xff_ffff;

  private final ExchangeId id;
  private final PeerSession session;
  private final Exchange exchange;
  private final Consumer<Observation> ended;
  private final AtomicInteger sequence = new AtomicInteger(1);
  private final AtomicBoolean over = new AtomicBoolean();

  Observation(ExchangeId id, PeerSession session, Exchange exchange, Consumer<Observation> ended) {
    this.id = id;
    this.session = session;
    this.exchange = exchange;
    this.ended = ended;
  }

  ExchangeId id() {
    return id;
  }

  PeerSession session() {
    return session;
  }

  Exchange exchange() {
    return exchange;
  }

  boolean isOver() {
    return over.get();
  }

  /// Ends the relation; {@code ended} is told if nobody was before.
  void end() {
    ObserveRelation relation = exchange.getRelation();
    if (relation != null) relation.cancel();
    tellOnce();
  }

  private void tellOnce() {
    if (over.compareAndSet(false, true)) ended.accept(this);
  }

  @Override
  public String getURI() {
    return "";
  }

  // RFC 9132 §4.4.2.1: "the DOTS server sends Non-confirmable notifications".
  @Override
  public Type getObserveType() {
    return Type.NON;
  }

  // RFC 7641 §3.4: 24 bits that wrap.
  @Override
  public int getNotificationSequenceNumber() {
    return sequence.getAndIncrement() & SEQUENCE_MASK;
  }

  @Override
  public boolean isObservable() {
    return true;
  }

  @Override
  public void addObserveRelation(ObserveRelation relation) {}

  @Override
  public void removeObserveRelation(ObserveRelation relation) {
    tellOnce();
  }

  @Override
  public int getObserverCount() {
    return over.get() ? 0 : 1;
  }
}
