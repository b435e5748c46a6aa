// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

import java.util.Optional;

/// What a packet must have to be meant by an entry (RFC 8783 §4.3); both absent mean any packet.
public record Matches(Optional<L3> l3, Optional<L4> l4) {

  public static final Matches ANY = new Matches(Optional.empty(), Optional.empty());
}
