// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.wire.header.Packet;
import java.time.Instant;
import java.util.List;

/// One way to be bad.
interface Deed {

  /// A message came while the peer was still good.
  default void overhear(Packet packet) {}

  /// A message came.
  ///
  /// @param link that it came over
  /// @return what the peer does, in place of what its node wants
  default List<NodeOutput> received(long link, Packet packet, Reaction reaction, Instant now) {
    return reaction.all();
  }

  /// From time to time.
  default List<NodeOutput> act(Instant now) {
    return List.of();
  }
}
