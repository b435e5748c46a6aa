// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery;

import dev.tocsin.base.net.Prefix;
import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// The name of an overlay as something to look up.
///
/// @param host as DNS, TLS and HTTP want it: in ASCII, an address without brackets
record OverlayName(String text, String host, Optional<InetAddress> literal) {

  private static final String PATH = "/p2psip/enroll";

  /// @throws IllegalArgumentException if it can be neither a name of the DNS nor an address
  static OverlayName of(String text) {
    var literal = literal(text);
    if (literal.isPresent()) return new OverlayName(text, text, literal);
    var host = ascii(text);
    boolean isHost =
        host.matches("(?i)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
    if (!isHost) throw malformed(text, null);
    return new OverlayName(text, host, literal);
  }

  private static Optional<InetAddress> literal(String text) {
    // A name in digits and dots only would be none of the DNS.
    if (!text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) return Optional.empty();
    return Optional.of(Prefix.parse(text).address());
  }

  private static String ascii(String text) {
    try {
      return IDN.toASCII(text, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException e) {
      throw malformed(text, e);
    }
  }

  private static IllegalArgumentException malformed(
      String text, @org.jspecify.annotations.Nullable Exception e) {
    return new IllegalArgumentException(
        "'" + text + "' is neither a name like example.com nor an address", e);
  }

  /// Whether multicast DNS is in charge of it (RFC 6762 §3).
  boolean isLocal() {
    return literal.isEmpty() && host.toLowerCase(Locale.ROOT).endsWith(".local");
  }

  // EB-2: "the URL formed by appending a path of "/p2psip/enroll" to the overlay name".
  URI url() {
    return URI.create("https://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + PATH);
  }
}
