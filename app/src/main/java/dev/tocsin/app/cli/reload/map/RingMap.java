// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.map;

import dev.tocsin.reload.wire.id.Id;
import java.util.List;
import java.util.Set;

/// The peers of an overlay as they lie on its ring, seen by one of them.
///
/// @param overlay its name
/// @param chosen the peer whose way of seeing it is
/// @param peers clockwise from it, itself first
/// @param neighbours of the chosen one
/// @param fingers of the chosen one
/// @param isWhole whether the walk around the ring came back to where it began
public record RingMap(
    String overlay,
    Id chosen,
    List<Peer> peers,
    Set<Id> neighbours,
    Set<Id> fingers,
    boolean isWhole) {

  public RingMap {
    peers = List.copyOf(peers);
    neighbours = Set.copyOf(neighbours);
    fingers = Set.copyOf(fingers);
  }

  /// @param responsiblePpb its share of all places, in parts per billion, as it says
  /// @param places with data in its share
  public record Peer(Id id, long responsiblePpb, long places) {}
}
