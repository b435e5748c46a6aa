// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import dev.tocsin.reload.wire.id.Id;
import java.util.List;

/// What a dial is for.
sealed interface Errand {

  /// To find the overlay.
  record Bootstrap(Contact contact) implements Errand {}

  /// To see whether somebody is in another part of the overlay.
  record Look(Contact contact) implements Errand {}

  /// A link that the node has agreed on with another peer.
  ///
  /// @param dial the node's own number
  /// @param fingerprint that the peer's certificate must have (IC-8)
  /// @param rest candidates to try if this one leads to nothing
  record Connect(long dial, Id peer, String fingerprint, List<Candidate> rest) implements Errand {
    public Connect {
      rest = List.copyOf(rest);
    }
  }
}
