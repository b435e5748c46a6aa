// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery.mdns;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;

/// Names of the service on a link: below an overlay's own name, for those that know which overlay
/// they want (EB-1), and below `local`, where people browse (RFC 6763 §4).
final class LocalNames {

  static final Name BROWSED = Name.fromConstantString("_p2p_menroll._tcp.local.");
  static final Name SERVICES = Name.fromConstantString("_services._dns-sd._udp.local.");

  /// Of the attribute that says which overlay an instance is for.
  static final String OVERLAY = "overlay=";

  private static final Name SERVICE = Name.fromConstantString("_p2p_menroll._tcp");

  private LocalNames() {}

  /// @throws IllegalArgumentException if it cannot stand in the DNS
  static Name service(String overlay) {
    try {
      return Name.concatenate(SERVICE, host(overlay));
    } catch (NameTooLongException e) {
      throw new IllegalArgumentException("'" + overlay + "' is too long for the DNS", e);
    }
  }

  /// @throws IllegalArgumentException if it cannot stand in the DNS
  static Name host(String overlay) {
    try {
      return Name.fromString(overlay, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("'" + overlay + "' is no name of the DNS", e);
    }
  }

  /// @throws IllegalArgumentException if it cannot stand in the DNS
  static Name instance(String label) {
    byte[] bytes = label.getBytes(UTF_8);
    if (!LocalEnrolment.isInstance(bytes)) {
      throw new IllegalArgumentException("expected a name of 1 to 63 bytes, found '" + label + "'");
    }
    var escaped = new StringBuilder();
    // RFC 6763 §4.3: dots in it are no ends of labels.
    for (byte each : bytes) escaped.append("\\%03d".formatted(Byte.toUnsignedInt(each)));
    try {
      return Name.fromString(escaped.toString(), BROWSED);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("'" + label + "' cannot stand in the DNS", e);
    }
  }
}
