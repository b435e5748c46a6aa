// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What only the header of IPv4 has (RFC 8519 §4.2).
///
/// @param ihl 5 to 60, as YANG bounds it
/// @param flags exactly these are set; empty means that none is
/// @param offset 20 to 65535, as YANG bounds it
public record Ipv4Fields(
    OptionalInt ihl,
    Optional<Set<Ipv4Flag>> flags,
    OptionalInt offset,
    OptionalInt identification) {

  public static final Ipv4Fields ANY =
      new Ipv4Fields(
          OptionalInt.empty(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty());

  public static final int IHL_MIN = 5;
  public static final int IHL_MAX = 60;
  public static final int OFFSET_MIN = 20;

  public Ipv4Fields {
    flags = flags.map(Set::copyOf);
    Ranges.check("ihl", ihl, IHL_MIN, IHL_MAX);
    Ranges.check("offset", offset, OFFSET_MIN, 65_535);
    Ranges.check("identification", identification, 0, 65_535);
  }
}
