// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.core.forwarding.ForwardingPolicy;
import dev.tocsin.reload.core.storage.StorageLimits;
import dev.tocsin.reload.core.transaction.Retransmission;
import java.time.Duration;

/// How a node behaves; one value serves all nodes of a process.
///
/// @param ttl of its own messages, 1 to 255
/// @param isAsymmetric whether responses take their own way
/// @param linkPatience how long a link may take to be formed
public record NodeParameters(
    ForwardingPolicy forwarding,
    Retransmission retransmission,
    int ttl,
    boolean isAsymmetric,
    Duration linkPatience,
    Bounds bounds) {

  public static final int TTL = 100;

  public static final NodeParameters DRAFT =
      new NodeParameters(
          ForwardingPolicy.DEFAULT,
          Retransmission.DRAFT,
          TTL,
          false,
          Duration.ofSeconds(15),
          Bounds.DEFAULT);

  /// @param reassemblyBytes for all fragments that wait
  /// @param answers kept for requests that come again
  /// @param pending requests of this node's own
  /// @param storage for the overlay
  public record Bounds(int reassemblyBytes, int answers, int pending, StorageLimits storage) {
    public static final Bounds DEFAULT = new Bounds(4 << 20, 4096, 10_000, StorageLimits.DEFAULT);
  }

  public NodeParameters {
    if (ttl < 1 || ttl > 255) throw new IllegalArgumentException("ttl " + ttl);
  }
}
