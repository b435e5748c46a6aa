// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

import java.util.OptionalInt;

/// What the headers of IPv4 and IPv6 have in common (RFC 8519 §4.2); what is absent matches
/// anything.
///
/// @param dscp 0 to 63
/// @param ecn 0 to 3
/// @param length bytes: of the whole packet in IPv4, of its payload in IPv6
/// @param ttl in IPv6 the hop limit
/// @param protocol of the payload, behind extension headers
public record IpFields(
    OptionalInt dscp, OptionalInt ecn, OptionalInt length, OptionalInt ttl, OptionalInt protocol) {

  public static final IpFields ANY =
      new IpFields(
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty());

  public static final int DSCP_MAX = 63;
  public static final int ECN_MAX = 3;

  public IpFields {
    Ranges.check("dscp", dscp, 0, DSCP_MAX);
    Ranges.check("ecn", ecn, 0, ECN_MAX);
    Ranges.check("length", length, 0, 65_535);
    Ranges.check("ttl", ttl, 0, 255);
    Ranges.check("protocol", protocol, 0, 255);
  }
}
