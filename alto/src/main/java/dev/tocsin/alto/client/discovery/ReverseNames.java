// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.discovery;

import dev.tocsin.base.net.Prefix;
import java.util.List;
import java.util.stream.IntStream;

/// Names in the DNS's reverse tree under which the server for a prefix may stand (RFC 8686 §3.2,
/// §3.3).
final class ReverseNames {

  // RFC 8686 §3.4, table 1.
  private static final List<Integer> IPV4_LENGTHS = List.of(32, 24, 16, 8);
  private static final List<Integer> IPV6_LENGTHS = List.of(128, 64, 56, 48, 40, 32);

  private ReverseNames() {}

  /// In the order in which they are to be asked for.
  ///
  /// @throws IllegalArgumentException if the prefix is too wide
  static List<String> of(Prefix prefix) {
    var lengths = prefix.isIpv4() ? IPV4_LENGTHS : IPV6_LENGTHS;
    int least = lengths.getLast();
    if (prefix.length() < least) {
      throw new IllegalArgumentException(
          "unsupported prefix length: expected at least /%d, found %s (RFC 8686 §3.2)"
              .formatted(least, prefix));
    }
    return lengths.stream()
        .filter(length -> length <= prefix.length())
        .map(length -> name(prefix, length))
        .toList();
  }

  private static String name(Prefix prefix, int length) {
    var address = prefix.addressBytes();
    var name = new StringBuilder();
    if (prefix.isIpv4()) {
      for (int i = length / 8 - 1; i >= 0; i--) name.append(address[i] & 0xFF).append('.');
      return name.append("in-addr.arpa.").toString();
    }
    IntStream.iterate(length / 4 - 1, nibble -> nibble >= 0, nibble -> nibble - 1)
        .map(nibble -> address[nibble / 2] >> (nibble % 2 == 0 ? 4 : 0) & 0xF)
        .forEach(digit -> name.append(Character.forDigit(digit, 16)).append('.'));
    return name.append("ip6.arpa.").toString();
  }
}
