// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.core.forwarding.Forwarding;
import dev.tocsin.reload.core.forwarding.Verdict;
import dev.tocsin.reload.wire.WireProfile;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts messages on links, cut to what these take. What a node sends to itself waits here until it
/// has done what it is at.
final class Post {

  private final WireProfile profile;
  private final Forwarding forwarding;
  private final Links links;
  private final Id self;
  private final NodeFigures figures;
  private final Consumer<NodeOutput> out;
  private final Deque<byte[]> own = new ArrayDeque<>();

  Post(
      WireProfile profile,
      Forwarding forwarding,
      Links links,
      Id self,
      NodeFigures figures,
      Consumer<NodeOutput> out) {
    this.profile = profile;
    this.forwarding = forwarding;
    this.links = links;
    this.self = self;
    this.figures = figures;
    this.out = out;
  }

  /// Sends a message of this node's own towards the first entry of its route.
  void send(List<Destination> route, byte[] message) {
    sendTo(forwarding.firstHop(route.getFirst()), message);
  }

  void sendTo(Id neighbour, byte[] message) {
    if (neighbour.equals(self)) own.add(message);
    else links.to(neighbour).ifPresent(link -> put(link, message));
  }

  /// Passes a packet on.
  void pass(Packet packet, Verdict.Pass pass, RouteLogEntry seen) {
    var change = new Packet.Change(pass.taken(), pass.first(), pass.via(), seen);
    figures.forwarded++;
    sendTo(pass.next(), packet.passedOn(change));
  }

  /// @return null if there is nothing that this node sent to itself
  byte @Nullable [] nextOwn() {
    return own.poll();
  }

  // FR-1.
  private void put(Link link, byte[] message) {
    if (message.length <= link.bytesMax()) {
      putWhole(link, message);
    } else {
      for (var part : profile.fragments(message, link.bytesMax())) putWhole(link, part);
    }
  }

  private void putWhole(Link link, byte[] message) {
    figures.sent++;
    figures.sentBytes += message.length;
    out.accept(new NodeOutput.Send(link.number(), message));
  }
}
