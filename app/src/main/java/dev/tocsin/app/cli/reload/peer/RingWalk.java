// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.peer;

import dev.tocsin.app.cli.reload.map.RingMap;
import dev.tocsin.reload.io.control.PeerOrder;
import dev.tocsin.reload.io.control.Place;
import dev.tocsin.reload.wire.id.Id;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Goes around a ring from peer to peer: whoever answers for the place behind a peer is the next
/// one.
final class RingWalk {

  static final int PEERS_MAX = 1_000;

  /// Asks the peer whose control socket is at hand.
  interface Asking {
    JsonNode ask(PeerOrder order) throws IOException;
  }

  private RingWalk() {}

  /// @throws IOException if the peer does not answer or is not in its overlay
  static RingMap walk(Asking peer) throws IOException {
    var status = peer.ask(new PeerOrder.Status());
    var chosen = Id.parse(status.path("peer").asString());
    if (!status.path("joined").asBoolean()) {
      throw new IOException("peer " + chosen + " is not in its overlay");
    }
    var found = new LinkedHashMap<Id, RingMap.Peer>();
    // A client is not on the ring: its own place is somebody else's.
    var place = chosen;
    boolean isWhole = false;
    while (found.size() < PEERS_MAX) {
      var pong = peer.ask(new PeerOrder.Ping(Place.of(place)));
      if (PeerOptions.isRefused(pong)) break;
      var next = Id.parse(pong.path("responder").asString());
      isWhole = !found.isEmpty() && next.equals(found.firstEntry().getKey());
      if (isWhole || found.containsKey(next)) break;
      found.put(
          next,
          new RingMap.Peer(
              next, pong.path("responsible_ppb").asLong(), pong.path("resources").asLong()));
      place = next.plus(Id.ONE);
    }
    var neighbours = ids(status, "predecessors");
    neighbours.addAll(ids(status, "successors"));
    return new RingMap(
        status.path("overlay").asString(),
        chosen,
        found.values().stream().toList(),
        neighbours,
        fingers(status),
        isWhole);
  }

  private static Set<Id> ids(JsonNode status, String name) {
    var ids = new HashSet<Id>();
    for (var id : status.path(name)) ids.add(Id.parse(id.asString()));
    return ids;
  }

  private static Set<Id> fingers(JsonNode status) {
    var ids = new HashSet<Id>();
    for (var finger : status.path("fingers")) ids.add(Id.parse(finger.path("peer").asString()));
    return ids;
  }
}
