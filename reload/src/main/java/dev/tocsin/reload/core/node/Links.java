// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.wire.id.Id;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The connection table: one link to each node that is directly connected, peer or client.
final class Links {

  private final Id self;
  private final int countMax;
  private final Map<Id, Link> byPeer = new HashMap<>(32);
  private final Map<Long, Link> byNumber = new HashMap<>(32);
  // Links that the topology needs no longer, longest first.
  private final Set<Id> released = new LinkedHashSet<>();

  Links(Id self, int countMax) {
    this.self = self;
    this.countMax = countMax;
  }

  boolean has(Id peer) {
    return byPeer.containsKey(peer);
  }

  Optional<Link> to(Id peer) {
    return Optional.ofNullable(byPeer.get(peer));
  }

  Optional<Link> numbered(long number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  Collection<Link> all() {
    return List.copyOf(byPeer.values());
  }

  int count() {
    return byPeer.size();
  }

  /// @return links to close: two nodes that dialled each other at once keep the one that the larger
  ///   of them began, and see that alike
  List<Link> up(Link link) {
    byNumber.put(link.number(), link);
    var before = byPeer.get(link.peer());
    released.remove(link.peer());
    if (before == null) {
      byPeer.put(link.peer(), link);
      return tooMany();
    }
    boolean isOurs = self.compareTo(link.peer()) > 0;
    boolean isKept = link.isDialled() == isOurs && before.isDialled() != isOurs;
    if (isKept) byPeer.put(link.peer(), link);
    var closed = isKept ? before : link;
    byNumber.remove(closed.number());
    return List.of(closed);
  }

  // A link that nobody here needs may serve the other side: it stays while there is room.
  private List<Link> tooMany() {
    if (byPeer.size() <= countMax || released.isEmpty()) return List.of();
    var oldest = released.iterator().next();
    released.remove(oldest);
    return to(oldest).stream().toList();
  }

  void release(Id peer) {
    if (has(peer)) released.add(peer);
  }

  /// The topology needs the link again.
  void use(Id peer) {
    released.remove(peer);
  }

  /// @return the link, if it was the one to its node
  Optional<Link> down(long number) {
    var link = byNumber.remove(number);
    if (link == null || !byPeer.remove(link.peer(), link)) return Optional.empty();
    released.remove(link.peer());
    return Optional.of(link);
  }
}
