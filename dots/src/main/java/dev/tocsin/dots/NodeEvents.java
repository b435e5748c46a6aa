// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.store.postgres.NodeListener;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.io.store.NodeMessage;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands on what a server hears of the nodes that share its store: to its loop, in the order in
/// which it is told, and to its mitigators. Holds nothing up but the thread that tells, while the
/// loop has no room.
final class NodeEvents implements NodeListener<Change> {

  static final String MITIGATOR = "mitigator:";

  private static final Logger log = LoggerFactory.getLogger(NodeEvents.class);

  private final Membership membership;
  private final Consumer<ServerInput> loop;
  private final LongSupplier acknowledged;
  private final Sharing.Heard mitigators;
  private long settled;

  /// @param loop takes what must not be lost
  /// @param acknowledged gives the serial of the last of this node's commits that became durable
  NodeEvents(
      Membership membership,
      Consumer<ServerInput> loop,
      LongSupplier acknowledged,
      Sharing.Heard mitigators) {
    this.membership = membership;
    this.loop = loop;
    this.acknowledged = acknowledged;
    this.mitigators = mitigators;
  }

  /// What this node committed before has been acknowledged by now, and what it acknowledges later
  /// stands behind: the machine must know which is which.
  @Override
  public void changed(String node, long sequence, List<Change> changes) {
    long last = acknowledged.getAsLong();
    if (last > settled) loop.accept(new ServerInput.Committed(last));
    settled = last;
    membership.configuration().changed(node, changes);
    loop.accept(new ServerInput.Foreign(node, sequence, changes));
  }

  @Override
  public void told(String node, byte[] message) {
    try {
      switch (NodeMessage.read(message)) {
        case NodeMessage.OfMitigators(var words) -> mitigators.told(node, words);
        case NodeMessage.OfRivals(var standing, var refused) ->
            loop.accept(new ServerInput.RivalRefused(standing, refused));
      }
    } catch (WireException e) {
      log.warn("node {} said what is no message: {}", node, e.getMessage());
    }
  }

  @Override
  public void alive(Set<String> nodes) {
    membership.alive(nodes);
    loop.accept(new ServerInput.NodesAlive(nodes));
  }

  @Override
  public void leased(String lease, boolean held) {
    if (!lease.startsWith(MITIGATOR)) return;
    var mitigator = lease.substring(MITIGATOR.length());
    mitigators.leased(mitigator, held);
    // The end of a lease must not wait behind this for room in the loop.
    if (held) {
      Thread.startVirtualThread(() -> loop.accept(new ServerInput.Driving(mitigator)));
    }
  }

  @Override
  public void cutOff(boolean isCutOff) {
    loop.accept(new ServerInput.CutOff(isCutOff));
  }

  @Override
  public void outdated() {
    membership.isOutdated();
  }
}
