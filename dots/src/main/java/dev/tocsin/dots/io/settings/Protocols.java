// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.Kind;
import java.util.Map;

/// IP protocols as an operator writes them: by name or by number.
public final class Protocols {

  // https://www.iana.org/assignments/protocol-numbers
  private static final Map<String, Integer> NAMES =
      Map.of("icmp", 1, "tcp", 6, "udp", 17, "gre", 47, "esp", 50, "icmpv6", 58, "sctp", 132);

  private Protocols() {}

  /// @throws IllegalArgumentException if it is neither a known name nor 0 to 255
  public static int parse(String text) {
    var known = NAMES.get(text);
    return known != null ? known : Kind.integer(0, 255).parse(text).intValue();
  }
}
