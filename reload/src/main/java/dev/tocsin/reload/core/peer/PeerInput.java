// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.storage.StorageChange;
import java.util.List;

/// What can happen to a {@link PeerMachine}.
public sealed interface PeerInput {

  /// First of all.
  ///
  /// @param remembered from before; see {@link PeerOutput.Remember}
  /// @param stored as {@link NodeInput.Restored} has it
  record Begin(List<Contact> remembered, List<StorageChange> stored) implements PeerInput {
    public Begin {
      remembered = List.copyOf(remembered);
      stored = List.copyOf(stored);
    }
  }

  /// A connection stands.
  ///
  /// @param dial that led to it; zero if somebody else dialled
  record Opened(Line line, long dial) implements PeerInput {}

  /// A {@link PeerOutput.Dial} led to nothing.
  record Unreached(long dial) implements PeerInput {}

  /// The array is the machine's from now on.
  record Arrived(long line, byte[] bytes) implements PeerInput {}

  record Ended(long line) implements PeerInput {}

  /// What applications and the disk have to say.
  record Told(NodeInput input) implements PeerInput {}
}
