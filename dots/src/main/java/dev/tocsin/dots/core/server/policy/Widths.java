// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.policy;

import dev.tocsin.base.net.Prefix;

/// How wide a prefix may be: the least length in bits, for each family.
public record Widths(int ipv4, int ipv6) {

  /// Nothing is wider than this.
  public static final Widths ANY = new Widths(0, 0);

  public Widths {
    if (ipv4 < 0 || ipv4 > 32) throw new IllegalArgumentException("IPv4 prefix length " + ipv4);
    if (ipv6 < 0 || ipv6 > 128) throw new IllegalArgumentException("IPv6 prefix length " + ipv6);
  }

  public boolean exceededBy(Prefix prefix) {
    return prefix.length() < limit(prefix);
  }

  /// The limit for the family of the prefix.
  public int limit(Prefix prefix) {
    return prefix.isIpv4() ? ipv4 : ipv6;
  }
}
