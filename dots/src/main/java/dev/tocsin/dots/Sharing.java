// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.dots.core.server.Node;

/// What the mitigators of one of several servers on one store can claim for themselves and say to
/// the other nodes. Any thread may call; nothing waits.
interface Sharing {

  /// Which of the servers this is, and which mitigators act on its own host.
  Node node();

  /// Tries from now on, again and again, to be the one node that drives a mitigator; {@link
  /// Heard#leased} tells when it is. May be called before this node has joined the others.
  void want(String mitigator);

  /// Whether no other node is there to hear anything. It may be out of date at once.
  boolean isAlone();

  /// Says something to all other nodes, where {@link Heard#told} hears it: at most once, unordered
  /// with anything else, lost while the database is out of reach.
  ///
  /// @param message at most 64 KiB
  void tell(byte[] message);

  /// What comes from the other nodes. Calls come on several threads and must not wait.
  interface Heard {

    /// Whether this node alone may drive the mitigator now. Those of one mitigator come in order.
    /// When it may, the machine is asked what the mitigator has to do, and its {@link
    /// dev.tocsin.dots.core.server.ServerOutput.Drive} follows; when it no longer may, another node
    /// can half a second later.
    void leased(String mitigator, boolean held);

    /// Another node said something.
    void told(String node, byte[] message);
  }
}
