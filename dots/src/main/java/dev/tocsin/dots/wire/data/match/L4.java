// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

import java.util.Optional;
import java.util.OptionalInt;

/// A match on the transport: TCP, UDP or ICMP, which stands for ICMPv6, too (RFC 8783 §4.2).
public sealed interface L4 {

  /// RFC 8783 §4.2: `flags-bitmask` and `flags` are never there together.
  record Tcp(TcpFields fields, Optional<FlagsBitmask> flagsBitmask, Ports ports) implements L4 {
    public Tcp {
      if (flagsBitmask.isPresent() && fields.flags().isPresent()) {
        throw new IllegalArgumentException("flags-bitmask and flags");
      }
    }
  }

  /// @param length bytes of header and data
  record Udp(OptionalInt length, Ports ports) implements L4 {
    public Udp {
      Ranges.check("length", length, 0, 65_535);
    }
  }

  record Icmp(OptionalInt type, OptionalInt code, Optional<Binary> restOfHeader) implements L4 {
    public Icmp {
      Ranges.check("type", type, 0, 255);
      Ranges.check("code", code, 0, 255);
    }
  }
}
