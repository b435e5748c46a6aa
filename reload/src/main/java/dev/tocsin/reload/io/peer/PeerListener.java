// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.peer;

import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;

/// Hears what becomes of a peer, on the peer's own thread: nothing here may wait.
public interface PeerListener {

  /// It is in its overlay.
  default void joined() {}

  /// It has nobody left; it looks for the overlay by itself.
  default void lost() {}

  /// It has said goodbye to all.
  default void departed() {}

  /// Something for an application.
  default void tunneled(Id from, Request.Tunnel content) {}
}
