// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.ledger;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.session.LinkHealth;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;

/// One open signal session of an authenticated peer.
public final class Session {

  private final SessionId id;
  private final Peer peer;
  private final PeerIdentity identity;
  private final TransportKind transport;
  public final LinkHealth health;
  public final Set<Observer> observers = new LinkedHashSet<>();
  public final Set<ExchangeId> configObservers = new LinkedHashSet<>();
  public ParameterSet inForce;

  /// The highest sid that was configured over this session.
  public OptionalLong sid = OptionalLong.empty();

  private boolean defunct;

  public Session(
      SessionId id,
      Peer peer,
      PeerIdentity identity,
      TransportKind transport,
      LinkHealth health,
      ParameterSet inForce) {
    this.id = id;
    this.peer = peer;
    this.identity = identity;
    this.transport = transport;
    this.health = health;
    this.inForce = inForce;
  }

  public SessionId id() {
    return id;
  }

  public Peer peer() {
    return peer;
  }

  public PeerIdentity identity() {
    return identity;
  }

  public boolean isDatagram() {
    return transport.isDatagram();
  }

  /// Nothing has been heard of the peer for too long (RFC 9132 §4.7).
  public boolean isDefunct() {
    return defunct;
  }

  public void defunct(boolean lost) {
    defunct = lost;
  }

  /// Zero while heartbeats are turned off.
  public Duration heartbeatInterval() {
    return Duration.ofSeconds(inForce.heartbeatInterval().current().orElseThrow());
  }

  public long missingAllowed() {
    return inForce.missingHbAllowed().current().orElseThrow();
  }
}
