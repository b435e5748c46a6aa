// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.forwarding;

import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import java.util.List;

/// What becomes of a packet.
public sealed interface Verdict {

  /// It is for this peer.
  ///
  /// @param via with the previous hop: reversed it leads back
  record Deliver(List<Destination> via) implements Verdict {}

  /// It goes on to a directly connected node.
  record Pass(Id next, int taken, List<Destination> first, Packet.Via via) implements Verdict {}

  /// Its sender is told that it cannot go on from here.
  ///
  /// @param via with the previous hop
  record Refuse(FailureCode code, String detail, List<Destination> via) implements Verdict {}

  /// Its sender is told whom to ask instead.
  ///
  /// @param via with the previous hop
  record Redirect(Id next, List<Destination> via) implements Verdict {}

  /// Nothing more happens to it.
  record Drop(Reason reason) implements Verdict {}

  /// For the counters.
  enum Reason {
    TTL_OVER,
    /// Zero stands in the route, or nothing.
    NO_DESTINATION,
    /// Nobody nearer is known.
    NO_WAY,
    /// A list would grow beyond its bound.
    LIST_FULL,
    /// It would have been refused, but is no request.
    NOT_A_REQUEST
  }
}
