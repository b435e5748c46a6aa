// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import dev.tocsin.reload.core.node.NodeOutput;
import java.util.List;

/// What a {@link PeerMachine} asks the world for.
public sealed interface PeerOutput {

  /// {@link PeerInput.Opened} or {@link PeerInput.Unreached} follows.
  record Dial(long dial, Candidate to) implements PeerOutput {}

  /// The array is the receiver's from now on.
  record Transmit(long line, byte[] bytes) implements PeerOutput {}

  /// @param why for people; {@link PeerInput.Ended} follows
  record Shut(long line, String why) implements PeerOutput {}

  /// What the node says to applications and to the disk.
  record Says(NodeOutput output) implements PeerOutput {}

  /// To be kept for the next start, in place of what was kept before.
  record Remember(List<Contact> contacts) implements PeerOutput {
    public Remember {
      contacts = List.copyOf(contacts);
    }
  }

  /// Nobody of the overlay was found; it is tried again.
  ///
  /// @param tried how many contacts
  record Unfound(int tried) implements PeerOutput {}
}
