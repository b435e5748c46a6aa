// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/// What one sender is sure to hold: an IPv4 address, or the /64 of an IPv6 address, in which a
/// single host may pick as many addresses as it likes (RFC 4291 §2.5.4).
public record SourceNet(boolean isIpv6, long prefix) {

  public static SourceNet of(InetAddress address) {
    var bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == Integer.BYTES
        ? new SourceNet(false, bytes.getInt())
        : new SourceNet(true, bytes.getLong());
  }
}
