// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.usage;

import dev.tocsin.reload.wire.header.PeerAddress;

/// A TURN server that everybody may use (TN-1).
///
/// @param iteration at which of its places this stands, 0 to 255
public record TurnServer(int iteration, PeerAddress address) {

  public TurnServer {
    if (iteration < 0 || iteration > 0xff) {
      throw new IllegalArgumentException("iteration " + iteration);
    }
  }
}
