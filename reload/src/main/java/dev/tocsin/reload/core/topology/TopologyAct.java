// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.topology;

import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;

/// What a {@link Topology} asks its node for. Numbers are the topology's own, each used once.
public sealed interface TopologyAct {

  /// Sends a request; {@link TopologyEvent.Answered} follows in any case.
  ///
  /// @param to a peer or a place: whoever is responsible answers
  record Ask(long number, Id to, Request request) implements TopologyAct {}

  /// As {@link Ask}, through this peer first, while this one knows nobody else.
  record AskThrough(long number, Id through, Id to, Request request) implements TopologyAct {}

  /// Forms a link with whoever is responsible for a place; {@link TopologyEvent.Connected} or
  /// {@link TopologyEvent.NotConnected} follows in any case. If a link to that peer stands already
  /// it is used.
  record Connect(long number, Id place) implements TopologyAct {}

  /// As {@link Connect}, asked through this peer first.
  record ConnectThrough(long number, Id through, Id place) implements TopologyAct {}

  /// A link is wanted no longer by the topology; others may still use it.
  record Release(Id peer) implements TopologyAct {}

  /// Lets a peer in that asked.
  record Admit(long number) implements TopologyAct {}

  /// Turns a peer away that asked.
  record Turn(long number, Response.Failure why) implements TopologyAct {}

  /// Stores everything within (from, to] that is kept here at another peer, too; {@link
  /// TopologyEvent.Handed} follows.
  record Hand(long number, Id peer, Id from, Id to) implements TopologyAct {}

  /// Another peer answers for what lies within (from, to] now, that did not get it from here: it is
  /// stored with whoever that is.
  record Bring(Id from, Id to) implements TopologyAct {}

  /// What lies outside (from, to] belongs here no longer, not even as a copy: it goes as soon as
  /// whoever is responsible has it.
  record Keep(Id from, Id to) implements TopologyAct {}

  /// The peer is in the overlay now.
  record Joined() implements TopologyAct {}

  /// The peer has said goodbye to all: links may be closed.
  record Departed() implements TopologyAct {}

  /// Everybody is gone: the node has to find the overlay again.
  record Lost() implements TopologyAct {}
}
