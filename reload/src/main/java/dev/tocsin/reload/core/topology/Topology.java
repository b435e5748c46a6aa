// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.topology;

import dev.tocsin.base.run.Machine;
import dev.tocsin.reload.wire.id.Id;
import java.util.List;
import java.util.Set;

/// The algorithm that gives a ring (or whatever it is) its shape: who is responsible for what, who
/// is asked next. One for each peer in each overlay. It sees no bytes but its own, and neither
/// links nor transactions: it asks for them with {@link TopologyAct} and hears of them by {@link
/// TopologyEvent}.
public interface Topology extends Machine<TopologyEvent, TopologyAct> {

  /// This peer.
  Id self();

  /// Whether this peer is in the overlay: it admits others and answers for its part.
  boolean isJoined();

  /// Whether this peer answers for a place.
  boolean isResponsible(Id place);

  /// The peer to pass a message on to.
  ///
  /// @param place for which this peer is not responsible
  /// @param from the peer that passed it here; this peer's own id for its own messages, and for
  ///   those of nodes that may be no peers
  /// @return one of {@link #peers}; this peer's own id if it knows nobody
  Id nextHop(Id place, Id from);

  /// Whether nobody known here can be nearer to a place for which this peer is not responsible, as
  /// far as it knows, and the peer that passed the message here knew of nobody else either: while
  /// the overlay is torn there may be no better one to answer.
  boolean isLast(Id place, Id from);

  /// Whoever takes part in routing: connected, and known to be a peer.
  Set<Id> peers();

  /// Where copies of what this peer is responsible for belong, nearest first.
  List<Id> replicas();

  /// Where a value may be kept: its place, then places that peers with copies of it may answer for.
  /// Not all of them do; who these peers are is known only near the place.
  List<Id> around(Id place);

  /// Whether a peer may send copies of what lies at this place to be kept here.
  boolean mayReplicate(Id sender, Id place);

  /// Whether a response from this peer about a place can be right: it is at least as near as any
  /// neighbour known here.
  boolean mayAnswer(Id responder, Id place);

  /// This peer's share, in parts per billion.
  long responsiblePpb();
}
