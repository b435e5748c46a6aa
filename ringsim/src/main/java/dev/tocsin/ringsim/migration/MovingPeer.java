// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.migration;

import dev.tocsin.base.run.Machine;
import dev.tocsin.reload.core.migration.Migration;
import dev.tocsin.reload.core.migration.MigrationInput;
import dev.tocsin.reload.core.migration.MigrationOutput;
import dev.tocsin.reload.core.migration.Side;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// One peer in two worlds: each of them drives it as if it were a node of its own; what is for the
/// other one waits until that is woken.
final class MovingPeer {

  /// Hears what the peer wants besides links and messages.
  interface Told {
    void told(MovingPeer peer, MigrationOutput output);
  }

  private final Migration migration;
  private final Told told;
  private final Consumer<Side> waker;
  private final Map<Side, List<NodeOutput>> waiting = new EnumMap<>(Side.class);

  /// @param waker wakes this peer in one of the worlds, soon
  MovingPeer(Migration migration, Told told, Consumer<Side> waker) {
    this.migration = migration;
    this.told = told;
    this.waker = waker;
    for (var side : Side.values()) waiting.put(side, new ArrayList<>());
  }

  Migration migration() {
    return migration;
  }

  void tell(MigrationInput input, Instant now) {
    take(migration.handle(input, now));
    for (var side : Side.values()) waker.accept(side);
  }

  private void take(List<MigrationOutput> outputs) {
    for (var output : outputs) {
      if (output instanceof MigrationOutput.Within(var side, var each)) list(side).add(each);
      else told.told(this, output);
    }
  }

  private List<NodeOutput> list(Side side) {
    var list = waiting.get(side);
    if (list == null) throw new IllegalStateException("no list of " + side);
    return list;
  }

  private List<NodeOutput> taken(Side side) {
    if (!list(side.other()).isEmpty()) waker.accept(side.other());
    var all = List.copyOf(list(side));
    list(side).clear();
    return all;
  }

  /// The peer as one of the worlds sees it.
  Machine<NodeInput, NodeOutput> in(Side side) {
    return new Machine<>() {
      @Override
      public List<NodeOutput> handle(NodeInput input, Instant now) {
        take(migration.handle(new MigrationInput.Within(side, input), now));
        return taken(side);
      }

      @Override
      public List<NodeOutput> tick(Instant now) {
        take(migration.tick(now));
        return taken(side);
      }

      @Override
      public Instant deadline() {
        return migration.deadline();
      }
    };
  }
}
