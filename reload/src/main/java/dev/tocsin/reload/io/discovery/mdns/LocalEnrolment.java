// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery.mdns;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/// An enrolment server that tells of itself on a link.
///
/// @param overlay ends in `.local`
/// @param instance what people see when they browse, like the user's name
/// @param addresses where it can be reached from that link, at least one
public record LocalEnrolment(
    String overlay, String instance, int port, List<InetAddress> addresses) {

  // RFC 6763 §4.1.1.
  private static final int INSTANCE_BYTES_MAX = 63;
  private static final int ADDRESSES_MAX = 8;

  public LocalEnrolment {
    addresses = List.copyOf(addresses);
    if (!overlay.toLowerCase(Locale.ROOT).endsWith(".local")) {
      throw new IllegalArgumentException("expected a name that ends in .local, found " + overlay);
    }
    LocalNames.service(overlay);
    LocalNames.instance(instance);
    if (port < 1 || port > 0xffff) throw new IllegalArgumentException("port " + port);
    if (addresses.isEmpty() || addresses.size() > ADDRESSES_MAX) {
      throw new IllegalArgumentException(
          "expected 1 to %d addresses, found %d".formatted(ADDRESSES_MAX, addresses.size()));
    }
  }

  static boolean isInstance(byte[] label) {
    return label.length > 0 && label.length <= INSTANCE_BYTES_MAX;
  }
}
