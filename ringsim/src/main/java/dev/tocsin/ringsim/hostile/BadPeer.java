// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.run.Machine;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.wire.header.Packet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A real node, and around it something that is good until a moment and bad from then on. It
/// touches only what comes in and goes out.
final class BadPeer implements Machine<NodeInput, NodeOutput> {

  private static final Duration EVERY = Duration.ofMillis(500);

  private final Node node;
  private final Pen pen;
  private final Deed deed;
  private final Instant from;
  private Instant next;

  /// @param from when it turns bad
  BadPeer(Node node, Pen pen, Deed deed, Instant from) {
    this.node = node;
    this.pen = pen;
    this.deed = deed;
    this.from = from;
    this.next = from.plus(Duration.ofNanos(pen.random().nextLong(EVERY.toNanos())));
  }

  @Override
  public List<NodeOutput> handle(NodeInput input, Instant now) {
    switch (input) {
      case NodeInput.LinkUp(var link) -> pen.links().put(link.number(), link.peer());
      case NodeInput.LinkDown(var link) -> pen.links().remove(link);
      default -> {}
    }
    if (!(input instanceof NodeInput.Received(var link, var bytes))) return node.handle(input, now);
    Packet packet;
    try {
      packet = pen.profile().packet(bytes.clone());
    } catch (WireException e) {
      return node.handle(input, now);
    }
    var outputs = node.handle(input, now);
    if (now.isBefore(from)) {
      deed.overhear(packet);
      return outputs;
    }
    return deed.received(link, packet, Reaction.of(packet, outputs), now);
  }

  @Override
  public List<NodeOutput> tick(Instant now) {
    var all = new ArrayList<>(node.tick(now));
    if (!next.isAfter(now)) {
      next = now.plus(EVERY);
      all.addAll(deed.act(now));
    }
    return all;
  }

  @Override
  public Instant deadline() {
    return next.isBefore(node.deadline()) ? next : node.deadline();
  }
}
