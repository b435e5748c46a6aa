// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.header;

import dev.tocsin.base.bytes.Bytes;

/// Where a peer can be reached on the Internet.
///
/// @param address 4 bytes or 16
/// @param port 0 to 65535
public record PeerAddress(Bytes address, int port) {

  public static final int IPV4_BYTES = 4;
  public static final int IPV6_BYTES = 16;

  public PeerAddress {
    if (address.length() != IPV4_BYTES && address.length() != IPV6_BYTES) {
      throw new IllegalArgumentException("an address of " + address.length() + " bytes");
    }
    if (port < 0 || port > 0xffff) throw new IllegalArgumentException("port " + port);
  }

  public boolean isIpv4() {
    return address.length() == IPV4_BYTES;
  }
}
