// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery.mdns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Where multicast DNS is spoken.
///
/// @param groups one of IPv4, one of IPv6
public record MulticastPort(List<InetAddress> groups, int number) {

  /// RFC 6762 §3.
  public static final MulticastPort STANDARD =
      new MulticastPort(List.of(group(224, 0, 0, 251), group6()), 5353);

  public MulticastPort {
    groups = List.copyOf(groups);
  }

  MulticastPort withNumber(int other) {
    return new MulticastPort(groups, other);
  }

  List<InetSocketAddress> addresses() {
    return groups.stream().map(group -> new InetSocketAddress(group, number)).toList();
  }

  private static InetAddress group(int... bytes) {
    var address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) address[i] = (byte) bytes[i];
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private static InetAddress group6() {
    return group(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xfb);
  }
}
