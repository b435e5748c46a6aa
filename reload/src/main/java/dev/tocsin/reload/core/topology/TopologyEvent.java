// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.topology;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Response;

/// What a {@link Topology} hears of.
public sealed interface TopologyEvent {

  /// This peer is the first of its overlay.
  record Form() implements TopologyEvent {}

  /// This peer is to join; a link to this peer of the overlay stands.
  record Enter(Id bootstrap) implements TopologyEvent {}

  /// This peer is to leave politely.
  record Depart() implements TopologyEvent {}

  /// A link stands. The other side may be a client, until it sends an update.
  record Linked(Id peer) implements TopologyEvent {}

  /// A link is gone.
  record Unlinked(Id peer) implements TopologyEvent {}

  /// A peer asks to be let in; the node has checked that it is who it says. Answered by {@link
  /// TopologyAct.Admit} or {@link TopologyAct.Turn} with the same number.
  record Joining(long number, Id peer, Bytes data) implements TopologyEvent {}

  /// A directly connected peer says that it goes.
  record Leaving(Id peer, Bytes data) implements TopologyEvent {}

  /// A directly connected peer tells what it knows; it was answered already.
  record Updated(Id peer, Bytes data) implements TopologyEvent {}

  /// What became of an {@link TopologyAct.Ask}.
  ///
  /// @param responder who answered; zero if nobody did
  record Answered(long number, Id responder, Response response) implements TopologyEvent {}

  /// What became of a {@link TopologyAct.Connect}.
  record Connected(long number, Id peer) implements TopologyEvent {}

  /// What became of a {@link TopologyAct.Connect}.
  record NotConnected(long number) implements TopologyEvent {}

  /// All that a {@link TopologyAct.Hand} names is stored there, or could not be.
  record Handed(long number, boolean isComplete) implements TopologyEvent {}
}
