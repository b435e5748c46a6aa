// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.scope;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.Prefix;
import java.util.List;

/// RFC 9132 §4.4.1.1: broadcast, loopback and multicast addresses are invalid as targets. Open to
/// others, because what a name resolves to has to pass the same check.
public final class TargetCheck {

  private static final List<Prefix> LOOPBACK =
      List.of(Prefix.parse("127.0.0.0/8"), Prefix.parse("::1/128"));
  private static final List<Prefix> MULTICAST =
      List.of(Prefix.parse("224.0.0.0/4"), Prefix.parse("ff00::/8"));
  private static final List<Prefix> BROADCAST = List.of(Prefix.parse("255.255.255.255/32"));

  private TargetCheck() {}

  /// @throws WireException if the prefix has such an address in it
  public static void requireUnicast(Prefix prefix) {
    refuse(prefix, LOOPBACK, "loopback");
    refuse(prefix, MULTICAST, "multicast");
    refuse(prefix, BROADCAST, "broadcast");
  }

  private static void refuse(Prefix prefix, List<Prefix> special, String kind) {
    for (int i = 0; i < special.size(); i++) {
      if (special.get(i).overlaps(prefix)) {
        throw new WireException(prefix + " holds " + kind + " addresses");
      }
    }
  }
}
