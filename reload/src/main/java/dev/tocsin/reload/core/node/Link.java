// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.id.Id;

/// A connection to another node, whose id was proved when it was formed.
///
/// @param number of the link, never used again
/// @param isDialled whether this node began it
/// @param bytesMax that a message on it may have; larger ones are cut
/// @param remote where the other node is
public record Link(
    long number,
    Id peer,
    boolean isDialled,
    RouteLogEntry.Link kind,
    int bytesMax,
    PeerAddress remote) {}
