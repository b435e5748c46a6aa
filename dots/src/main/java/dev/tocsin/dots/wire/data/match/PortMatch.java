// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

import dev.tocsin.base.net.PortRange;

/// Ports of one side: a range, or one port and how to compare with it (RFC 8519 §4.2).
public sealed interface PortMatch {

  record Range(PortRange ports) implements PortMatch {}

  record Compare(PortOperator operator, int port) implements PortMatch {
    public Compare {
      if (port < 0 || port > 65_535) throw new IllegalArgumentException("port " + port);
    }
  }
}
