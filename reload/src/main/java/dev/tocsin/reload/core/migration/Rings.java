// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The nodes in both overlays, and who waits for which answer of theirs.
final class Rings {

  /// Hears what became of a question.
  interface Then {
    void told(NodeOutput.Reply reply, Instant now);
  }

  private record Waiting(Side side, Then then) {}

  private final Map<Side, Migration.Ring> rings = new EnumMap<>(Side.class);
  private final Consumer<MigrationOutput> out;
  private final Map<Long, Waiting> waiting = new HashMap<>();
  private final Set<Side> lost = EnumSet.noneOf(Side.class);
  private final Set<Side> gone = EnumSet.noneOf(Side.class);
  private long lastCommand;

  Rings(Migration.Ring a, Migration.Ring b, Consumer<MigrationOutput> out) {
    rings.put(Side.A, a);
    rings.put(Side.B, b);
    this.out = out;
  }

  Migration.Ring of(Side side) {
    var ring = rings.get(side);
    if (ring == null) throw new IllegalStateException("no overlay " + side);
    return ring;
  }

  Node node(Side side) {
    return of(side).node();
  }

  /// Whether the node is in its overlay and knows anybody there, as far as it should.
  boolean isIn(Side side) {
    var topology = node(side).topology();
    boolean isLost = lost.contains(side) && topology.peers().isEmpty();
    return topology.isJoined() && !gone.contains(side) && !isLost;
  }

  /// Whether the node has left its overlay for good.
  boolean isGone(Side side) {
    return gone.contains(side);
  }

  /// Whether any answer of an overlay is waited for.
  boolean isWaiting(Side side) {
    return waiting.values().stream().anyMatch(each -> each.side() == side);
  }

  void handle(Side side, NodeInput input, Instant now) {
    if (!gone.contains(side)) perform(side, node(side).handle(input, now), now);
  }

  void tick(Instant now) {
    for (var side : Side.values()) {
      if (!deadline(side).isAfter(now)) perform(side, node(side).tick(now), now);
    }
  }

  Instant deadline() {
    var one = deadline(Side.A);
    var other = deadline(Side.B);
    return one.isBefore(other) ? one : other;
  }

  private Instant deadline(Side side) {
    return gone.contains(side) ? Instant.MAX : node(side).deadline();
  }

  /// Asks one overlay.
  ///
  /// @param ask whose number does not matter
  void ask(Side side, NodeInput.Ask ask, Then then, Instant now) {
    long command = expect(side, then);
    handle(side, new NodeInput.Ask(command, ask.route(), ask.request(), ask.manner()), now);
  }

  /// @param gather whose number does not matter
  void gather(Side side, NodeInput.Gather gather, Then then, Instant now) {
    handle(side, new NodeInput.Gather(expect(side, then), gather.fetch()), now);
  }

  private long expect(Side side, Then then) {
    waiting.put(++lastCommand, new Waiting(side, then));
    return lastCommand;
  }

  private void perform(Side side, List<NodeOutput> outputs, Instant now) {
    for (var output : outputs) {
      switch (output) {
        case NodeOutput.Reply reply -> told(reply, now);
        case NodeOutput.Lost _ -> {
          lost.add(side);
          pass(side, output);
        }
        case NodeOutput.Joined _ -> {
          lost.remove(side);
          pass(side, output);
        }
        case NodeOutput.Departed _ -> {
          gone.add(side);
          pass(side, output);
        }
        case NodeOutput.Send _,
            NodeOutput.Dial _,
            NodeOutput.Reachable _,
            NodeOutput.Close _,
            NodeOutput.Tunneled _,
            NodeOutput.Commit _ ->
            pass(side, output);
      }
    }
  }

  private void pass(Side side, NodeOutput output) {
    out.accept(new MigrationOutput.Within(side, output));
  }

  private void told(NodeOutput.Reply reply, Instant now) {
    var each = waiting.remove(reply.command());
    if (each == null) throw new IllegalStateException("nobody asked " + reply.command());
    each.then().told(reply, now);
  }
}
