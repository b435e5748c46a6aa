// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.core.transaction.Answered;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import java.util.List;
import java.util.Optional;

/// A request that is to be answered.
///
/// @param overlay as the request names it
/// @param via with the previous hop: reversed it leads back
/// @param log as far as here, if there is one
/// @param from the neighbour that passed it on
/// @param isToPeer whether it is addressed to this peer itself, not to whoever is responsible
record Exchange(
    int overlay,
    long transaction,
    List<Destination> via,
    Optional<List<RouteLogEntry>> log,
    Id from,
    boolean isToPeer) {

  Answered.Key key() {
    return new Answered.Key(via.getFirst(), transaction);
  }

  /// Whether the neighbour asks for itself.
  boolean isDirect() {
    return via.size() == 1;
  }

  /// Where it came from, if nothing better is known.
  Id origin() {
    return switch (via.getFirst()) {
      case Destination.Unresolved(var id) -> id;
      case Destination.Peer(var id) -> id;
      case Destination.Resource(var id) -> id;
      case Destination.Opaque _ -> Id.ZERO;
    };
  }
}
