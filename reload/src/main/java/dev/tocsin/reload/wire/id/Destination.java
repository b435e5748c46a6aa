// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.id;

import dev.tocsin.base.bytes.Bytes;

/// One entry of a route or via list.
public sealed interface Destination {

  /// Sixteen bytes of which only the receiver can tell what they mean: a peer, data, or a private
  /// id that stands for a list. The draft's profile has nothing else.
  record Unresolved(Id id) implements Destination {}

  /// A peer.
  record Peer(Id id) implements Destination {}

  /// Whoever is responsible for this place.
  record Resource(Id id) implements Destination {}

  /// Means something to the peer alone that made it.
  record Opaque(Bytes value) implements Destination {}
}
