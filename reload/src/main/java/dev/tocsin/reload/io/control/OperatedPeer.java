// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.control;

import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A running peer, as far as whoever holds its control socket may have it do something. Called on
/// any thread; nothing here blocks.
public interface OperatedPeer {

  Id id();

  Kinds kinds();

  /// What it is and does at the moment.
  CompletableFuture<PeerStatus> status();

  /// Asks as an application of this peer; a refusal is a reply, too.
  CompletableFuture<NodeOutput.Reply> ask(
      List<Destination> route, Request request, NodeInput.Manner manner);

  /// Signs a value as this peer's own, where values are signed.
  StoredValue signed(Id resource, long kind, StoredValue value);

  /// Begins to leave the overlay, politely; then the peer ends.
  void leave();
}
