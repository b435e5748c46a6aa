// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store.postgres;

import java.util.List;
import java.util.Set;

/// What a node hears of the database that it shares. Each kind comes in order, on one thread at a
/// time; they hand over and return. {@link #leased} must not wait: the end of a lease is told
/// behind its beginning.
public interface NodeListener<C> {

  /// What another node has committed. In the order of {@code sequence}, which is the order of all
  /// commits: what this node committed before was acknowledged before this call, what it committed
  /// later is acknowledged after it.
  void changed(String node, long sequence, List<C> changes);

  /// Another node says something that is not kept; it may get lost.
  void told(String node, byte[] message);

  /// The nodes whose leases hold, this one included.
  void alive(Set<String> nodes);

  /// Whether this node holds a lease that it wants. It is told that it lost one before another node
  /// can hold it.
  void leased(String lease, boolean held);

  /// Whether the database is out of reach. What was submitted fails meanwhile.
  void cutOff(boolean isCutOff);

  /// This node was away for longer than changes are kept: what it knows is no longer what the
  /// tables hold, and it has to begin anew.
  void outdated();
}
