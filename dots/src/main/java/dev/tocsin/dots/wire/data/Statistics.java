// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import java.util.OptionalLong;

/// How much an entry matched (RFC 8519 §4.1, `acl-counters`); a counter that nobody measured is
/// absent.
///
/// @param matchedPackets counter64, unsigned
/// @param matchedOctets counter64, unsigned
public record Statistics(OptionalLong matchedPackets, OptionalLong matchedOctets) {

  public static final Statistics UNKNOWN =
      new Statistics(OptionalLong.empty(), OptionalLong.empty());

  public static Statistics of(long packets, long octets) {
    return new Statistics(OptionalLong.of(packets), OptionalLong.of(octets));
  }

  public boolean isUnknown() {
    return matchedPackets.isEmpty() && matchedOctets.isEmpty();
  }
}
