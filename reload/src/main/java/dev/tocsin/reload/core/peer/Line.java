// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import java.util.Optional;

/// A connection after its handshake, before anybody knows which peer is at its other end.
///
/// @param number never used again
/// @param certificate that the other end has proved to hold; absent where all hold one key
/// @param remote where the other end is
/// @param bytesMax that a message on it may have
public record Line(
    long number,
    Optional<PeerCertificate> certificate,
    RouteLogEntry.Link kind,
    boolean isDialled,
    PeerAddress remote,
    int bytesMax) {}
