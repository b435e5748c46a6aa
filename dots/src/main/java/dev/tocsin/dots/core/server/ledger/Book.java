// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.ledger;

import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.scope.OverlapIndex;
import dev.tocsin.dots.core.server.scope.Ownership;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one domain has at the server: its clients, its peers, and an index of what they ask for.
public final class Book {

  private Domain domain;
  private Ownership ownership;
  private List<String> mitigators;
  private final Map<String, Client> holders = new HashMap<>();
  private final Map<String, Peer> peers = new HashMap<>();
  public final OverlapIndex<Live> index = new OverlapIndex<>();
  public int mitigations;
  public int sessions;

  public Book(Domain domain) {
    this.domain = domain;
    this.ownership = new Ownership(domain.prefixes(), domain.names());
    this.mitigators = domain.mitigatorNames();
  }

  public void replace(Domain changed) {
    domain = changed;
    ownership = new Ownership(changed.prefixes(), changed.names());
    mitigators = changed.mitigatorNames();
    peers.values().forEach(peer -> peer.limit(changed.limits().requestsPerSecond()));
  }

  public String name() {
    return domain.name();
  }

  public Domain domain() {
    return domain;
  }

  public Ownership ownership() {
    return ownership;
  }

  public boolean isDryRun() {
    return domain.policy().admission().dryRun();
  }

  /// All that the domain may use.
  public List<String> mitigators() {
    return mitigators;
  }

  /// Who holds the cuid.
  public @Nullable Client client(String cuid) {
    return holders.get(cuid);
  }

  /// Those who hold a cuid.
  public List<Client> clients() {
    return List.copyOf(holders.values());
  }

  public List<Peer> peers() {
    return List.copyOf(peers.values());
  }

  /// Gives the cuid to the peer; nobody else uses it.
  public Client bind(String cuid, Peer peer) {
    var client = peer.client(cuid);
    var before = holders.put(cuid, client);
    if (before != null && before != client) forgetIfOver(before);
    return client;
  }

  /// Nobody holds the cuid any more.
  public void release(String cuid) {
    var before = holders.remove(cuid);
    if (before != null) forgetIfOver(before);
  }

  public boolean isHeldByAnother(Client client) {
    var holder = holders.get(client.cuid());
    return holder != null && holder != client;
  }

  /// Who a record belongs to. The cuid stays with whom it is bound to: a record of somebody else is
  /// on its way out.
  public Client owner(String cuid, Peer peer) {
    return holders.containsKey(cuid) ? peer.client(cuid) : bind(cuid, peer);
  }

  /// Forgets who does not hold the cuid and has nothing left under it.
  void forgetIfOver(Client client) {
    if (holders.get(client.cuid()) != client && client.lives().isEmpty()) {
      client.peer().forget(client);
    }
  }

  /// Whether there is room for another client; forgets those who left to make some.
  public boolean hasRoom(int clientsMax) {
    if (holders.size() < clientsMax) return true;
    for (var client : clients()) {
      if (client.isInUse()) continue;
      release(client.cuid());
      forgetIfIdle(client.peer());
    }
    return holders.size() < clientsMax;
  }

  public Peer peer(String owner) {
    return peers.computeIfAbsent(
        owner, _ -> new Peer(this, owner, domain.limits().requestsPerSecond()));
  }

  /// Forgets peers of which nothing is left.
  public void forgetIfIdle(Peer peer) {
    if (peer.isForgettable()) peers.remove(peer.owner());
  }

  public List<Live> lives() {
    var all = new ArrayList<Live>(mitigations);
    peers.values().forEach(peer -> all.addAll(peer.lives));
    return all;
  }
}
