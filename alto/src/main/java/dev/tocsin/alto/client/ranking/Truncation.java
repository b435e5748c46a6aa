// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.ranking;

import dev.tocsin.base.net.Prefix;
import java.util.Arrays;

/// How much of an address a server is told (RFC 7285 §15.4.2): the bits behind are zero, so that
/// any server takes it for an address.
///
/// @param ipv4Bits that are told of an IPv4 address
/// @param ipv6Bits that are told of an IPv6 address
public record Truncation(int ipv4Bits, int ipv6Bits) {

  public static final Truncation NONE = new Truncation(32, 128);

  public Truncation {
    if (ipv4Bits < 0 || ipv4Bits > 32) {
      throw new IllegalArgumentException("expected 0 to 32 bits of IPv4, found " + ipv4Bits);
    }
    if (ipv6Bits < 0 || ipv6Bits > 128) {
      throw new IllegalArgumentException("expected 0 to 128 bits of IPv6, found " + ipv6Bits);
    }
  }

  /// Reads `24,56`, or `24` alone, for which IPv6 has twice as many.
  public static Truncation parse(String text) {
    var parts = text.split(",", -1);
    try {
      int first = Integer.parseInt(parts[0].strip());
      if (parts.length == 1) return new Truncation(first, Math.clamp(2L * first, 0, 128));
      if (parts.length == 2) return new Truncation(first, Integer.parseInt(parts[1].strip()));
    } catch (NumberFormatException e) {
      // Told below, in the same words as any other mistake.
    }
    throw new IllegalArgumentException(
        "expected bits of IPv4 and of IPv6, as in 24,56; found '" + text + "'");
  }

  /// @return a prefix that is longer than what is told becomes its first address
  Prefix of(Prefix prefix) {
    int bits = prefix.isIpv4() ? ipv4Bits : ipv6Bits;
    if (prefix.length() <= bits) return prefix;
    var bytes = prefix.addressBytes();
    if (bits % 8 != 0) bytes[bits / 8] &= (byte) (0xFF << (8 - bits % 8));
    Arrays.fill(bytes, (bits + 7) / 8, bytes.length, (byte) 0);
    return Prefix.of(bytes, 8 * bytes.length);
  }
}
