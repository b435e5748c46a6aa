// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.scope.OverlapIndex;
import dev.tocsin.dots.core.server.scope.Ownership;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one domain has at the server: its clients, its peers, and an index of what they ask for.
final class Book {

  private Domain domain;
  private Ownership ownership;
  private List<String> mitigators;
  private final Map<String, Client> clients = new HashMap<>();
  private final Map<String, Peer> peers = new HashMap<>();
  final OverlapIndex<Live> index = new OverlapIndex<>();
  int mitigations;
  int sessions;

  Book(Domain domain) {
    this.domain = domain;
    this.ownership = new Ownership(domain.prefixes(), domain.names());
    this.mitigators = domain.mitigatorNames();
  }

  void replace(Domain changed) {
    domain = changed;
    ownership = new Ownership(changed.prefixes(), changed.names());
    mitigators = changed.mitigatorNames();
    peers.values().forEach(peer -> peer.limit(changed.limits().requestsPerSecond()));
  }

  String name() {
    return domain.name();
  }

  Domain domain() {
    return domain;
  }

  Ownership ownership() {
    return ownership;
  }

  boolean isDryRun() {
    return domain.policy().admission().dryRun();
  }

  /// All that the domain may use.
  List<String> mitigators() {
    return mitigators;
  }

  @Nullable Client client(String cuid) {
    return clients.get(cuid);
  }

  List<Client> clients() {
    return List.copyOf(clients.values());
  }

  List<Peer> peers() {
    return List.copyOf(peers.values());
  }

  /// Gives the cuid to the peer; nobody else uses it.
  Client bind(String cuid, Peer peer) {
    var client = new Client(this, cuid, peer);
    clients.put(cuid, client);
    return client;
  }

  /// Nobody holds the cuid any more.
  void release(String cuid) {
    clients.remove(cuid);
  }

  /// Who a record belongs to. The cuid stays with whom it is bound to: a record of somebody else is
  /// on its way out.
  Client owner(String cuid, Peer peer) {
    var known = clients.get(cuid);
    if (known == null) return bind(cuid, peer);
    return known.peer() == peer ? known : new Client(this, cuid, peer);
  }

  /// Whether there is room for another client; forgets those who left to make some.
  boolean hasRoom(int clientsMax) {
    if (clients.size() < clientsMax) return true;
    clients.values().removeIf(client -> !client.isInUse());
    return clients.size() < clientsMax;
  }

  Peer peer(String owner) {
    return peers.computeIfAbsent(
        owner, _ -> new Peer(this, owner, domain.limits().requestsPerSecond()));
  }

  /// Forgets peers of which nothing is left.
  void forgetIfIdle(Peer peer) {
    if (peer.isForgettable()) peers.remove(peer.owner());
  }

  List<Live> lives() {
    var all = new ArrayList<Live>(mitigations);
    clients.values().forEach(client -> all.addAll(client.lives()));
    return all;
  }
}
