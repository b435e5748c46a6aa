// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.core.storage.StorageChange;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.ConnectData;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.util.List;

/// What a {@link Node} asks the world for.
public sealed interface NodeOutput {

  /// The array is the receiver's from now on.
  record Send(long link, byte[] bytes) implements NodeOutput {}

  /// Form a link with a peer that can be reached so; {@link NodeInput.LinkUp} or {@link
  /// NodeInput.NotDialled} follows.
  ///
  /// @param isActive whether this side begins; otherwise it waits for the other one
  record Dial(long dial, Id peer, ConnectData theirs, boolean isActive) implements NodeOutput {}

  /// A peer to which a link stands says where it can be reached.
  record Reachable(Id peer, ConnectData theirs) implements NodeOutput {}

  record Close(long link) implements NodeOutput {}

  /// What became of an {@link NodeInput.Ask}.
  ///
  /// @param responder zero if nobody answered
  /// @param log of the peers that passed request and response, if it was wanted
  record Reply(long command, Response response, Id responder, List<RouteLogEntry> log)
      implements NodeOutput {}

  /// Something for an application.
  record Tunneled(Id from, Request.Tunnel content) implements NodeOutput {}

  /// Makes changes durable, all or none; {@link NodeInput.Committed} or {@link
  /// NodeInput.CommitFailed} follows. Commits become durable in their order.
  record Commit(long serial, List<StorageChange> changes) implements NodeOutput {
    public Commit {
      changes = List.copyOf(changes);
    }
  }

  /// The node is in its overlay.
  record Joined() implements NodeOutput {}

  /// Nobody is left: the overlay has to be found again.
  record Lost() implements NodeOutput {}

  /// All is said: links may be closed.
  record Departed() implements NodeOutput {}
}
