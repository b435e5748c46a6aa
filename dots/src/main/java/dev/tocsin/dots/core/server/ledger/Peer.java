// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.ledger;

import dev.tocsin.base.time.TokenBucket;
import dev.tocsin.dots.wire.SessionConfig;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One authenticated identity of a domain, over all its sessions: what it negotiated, how fast it
/// may ask, and whether its signal is lost.
public final class Peer {

  private static final double BURST_SECONDS = 10;

  private final Book book;
  private final String owner;
  private TokenBucket requests;
  private final Map<String, Client> clients = new HashMap<>(2);
  public final Set<Session> sessions = new LinkedHashSet<>();
  public final Set<Live> lives = new LinkedHashSet<>();
  public Optional<SessionConfig> config = Optional.empty();
  public boolean signalLost;

  /// Mitigations that are enforced now: which of the two configuration sets holds (RFC 9132 §4.5).
  public int enforced;

  public Peer(Book book, String owner, double requestsPerSecond) {
    this.book = book;
    this.owner = owner;
    this.requests = bucket(requestsPerSecond);
  }

  private static TokenBucket bucket(double requestsPerSecond) {
    return new TokenBucket(requestsPerSecond, Math.max(1, BURST_SECONDS * requestsPerSecond));
  }

  public void limit(double requestsPerSecond) {
    requests = bucket(requestsPerSecond);
  }

  public Book book() {
    return book;
  }

  /// Fingerprint of the identity.
  public String owner() {
    return owner;
  }

  /// What it is under a cuid, which it need not hold: one and the same until it is forgotten.
  public Client client(String cuid) {
    return clients.computeIfAbsent(cuid, _ -> new Client(book, cuid, this));
  }

  public @Nullable Client known(String cuid) {
    return clients.get(cuid);
  }

  public void forget(Client client) {
    clients.remove(client.cuid(), client);
  }

  public boolean mayAsk(Instant now) {
    return requests.take(now);
  }

  public boolean hasSessions() {
    return !sessions.isEmpty();
  }

  public boolean isReachable() {
    return sessions.stream().anyMatch(session -> !session.isDefunct());
  }

  public boolean isMitigating() {
    return enforced > 0;
  }

  /// Whether something of it is enforced against an attack that goes on.
  public boolean isUnderAttack() {
    return isMitigating() && lives.stream().anyMatch(Live::facesAttack);
  }

  public boolean awaitsSignalLoss() {
    return lives.stream().anyMatch(live -> !live.record().request().triggerMitigation());
  }

  boolean isForgettable() {
    return sessions.isEmpty() && clients.isEmpty() && lives.isEmpty() && config.isEmpty();
  }
}
