// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Asks for what only the owner of a place may: to keep other notes there, with the owner's
/// signature of another one or with its own, to go back to an older one, to remove it.
final class Usurping implements Deed {

  // Once in two seconds.
  private static final int EVERY = 4;

  private final Node node;
  private final Pen pen;
  private final Overheard overheard;
  private int count;
  // Its requests have numbers below zero.
  private long lastCommand;

  Usurping(Node node, Pen pen) {
    this.node = node;
    this.pen = pen;
    this.overheard = new Overheard(pen);
  }

  @Override
  public void overhear(Packet packet) {
    overheard.add(packet);
  }

  @Override
  public List<NodeOutput> received(long link, Packet packet, Reaction reaction, Instant now) {
    overheard.add(packet);
    return reaction.all();
  }

  @Override
  public List<NodeOutput> act(Instant now) {
    var places = overheard.places();
    if (count++ % EVERY != 0 || places.isEmpty()) return List.of();
    var place = places.get(pen.random().nextInt(places.size()));
    var all = new ArrayList<NodeOutput>();
    for (var request : requests(place, now)) {
      var route = List.<Destination>of(new Destination.Unresolved(place));
      var ask = new NodeInput.Ask(--lastCommand, route, request, NodeInput.Manner.PLAIN);
      all.addAll(node.handle(ask, now));
    }
    return all;
  }

  private List<Request> requests(Id place, Instant now) {
    var owners = overheard.first(place).orElseThrow();
    var own = pen.overlay().security().signed(place, Notes.KIND, Notes.value("usurped", now));
    var other = overheard.places().getFirst();
    return List.of(
        Notes.store(place, own),
        Notes.store(place, Notes.changed(owners)),
        Notes.store(place, owners),
        Notes.store(other.equals(place) ? other.plus(Id.ONE) : other, owners),
        Notes.remove(place));
  }
}
