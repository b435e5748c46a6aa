// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.ledger;

import dev.tocsin.dots.wire.control.ActivationType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One cuid of a domain: RFC 9132 §4.4.2 identifies a client by its identity and its cuid.
public final class Client {

  private final Book book;
  private final String cuid;
  private final Peer peer;
  private final TreeMap<Long, Live> lives = new TreeMap<>();

  /// Mitigations of it that are enforced now.
  public int enforced;

  /// Lists that are in force at other times than the client knows by what it asked for itself while
  /// a mitigation is active (RFC 9133 §3.2.1).
  public final Map<String, ActivationType> activated = new LinkedHashMap<>();

  public final Set<Observer> observers = new LinkedHashSet<>();

  public Client(Book book, String cuid, Peer peer) {
    this.book = book;
    this.cuid = cuid;
    this.peer = peer;
  }

  public Book book() {
    return book;
  }

  public String cuid() {
    return cuid;
  }

  public Peer peer() {
    return peer;
  }

  public @Nullable Live live(long mid) {
    return lives.get(mid);
  }

  /// By ascending mid.
  public Collection<Live> lives() {
    return lives.values();
  }

  public void add(Live live) {
    lives.put(live.key().mid(), live);
  }

  public void remove(Live live) {
    lives.remove(live.key().mid());
  }

  /// A cuid is in use while its owner is connected or has something left under it.
  public boolean isInUse() {
    return !lives.isEmpty() || peer.hasSessions();
  }
}
