// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client;

import dev.tocsin.dots.wire.MitigationRequest;
import java.util.List;

/// What the agent keeps over a restart.
public sealed interface ClientChange {

  /// A request that is wanted, with the mids it has on the wire; re-sent after a restart.
  ///
  /// @param mids one per part when the request was split to fit a datagram
  record PutWanted(String label, MitigationRequest request, List<Long> mids)
      implements ClientChange {
    public PutWanted {
      mids = List.copyOf(mids);
    }
  }

  record RemoveWanted(String label) implements ClientChange {}

  /// A mid that is no longer wanted and whose withdrawal no server has acknowledged yet.
  ///
  /// @param lifetimeSeconds after which it ends by itself; -1 never
  record PutWithdrawn(long mid, long lifetimeSeconds) implements ClientChange {}

  record RemoveWithdrawn(long mid) implements ClientChange {}

  /// The next mid to use, for all servers; none at or above it was ever sent.
  record PutNextMid(long mid) implements ClientChange {}

  /// The cuid for a server where another client holds the usual one (RFC 9132 §4.4.1.3).
  record PutCuid(int server, String cuid) implements ClientChange {}
}
