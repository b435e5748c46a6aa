// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.wire.header.PeerAddress;
import java.util.List;

/// How others reach this node.
///
/// @param address as it stands in route logs
/// @param fingerprint of its certificate, as in {@link dev.tocsin.reload.wire.message.ConnectData}
/// @param candidates as there
public record Reachability(PeerAddress address, String fingerprint, List<String> candidates) {

  public Reachability {
    candidates = List.copyOf(candidates);
  }
}
