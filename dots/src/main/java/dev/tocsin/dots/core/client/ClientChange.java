// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client;

import dev.tocsin.dots.wire.MitigationRequest;

/// What the agent keeps over a restart.
public sealed interface ClientChange {

  /// A request that is wanted, with the mids it has on the wire; re-sent after a restart.
  ///
  /// @param mids one per part when the request was split to fit a datagram
  record PutWanted(String label, MitigationRequest request, java.util.List<Long> mids)
      implements ClientChange {}

  record RemoveWanted(String label) implements ClientChange {}

  /// The next mid to use, per server.
  record PutNextMid(long mid) implements ClientChange {}
}
