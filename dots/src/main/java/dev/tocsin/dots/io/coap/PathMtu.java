// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;

/// The largest packet on the way to a server. Java does not show what the system has learned of a
/// path, but the interface that leads there has a bound of its own.
final class PathMtu {

  private PathMtu() {}

  static int of(ClientSettings settings, InetSocketAddress remote) {
    return Math.min(settings.pathMtu(), firstLink(remote));
  }

  /// Connecting a UDP socket sends nothing; it asks the routing table for the local address.
  private static int firstLink(InetSocketAddress remote) {
    try (var probe = new DatagramSocket()) {
      probe.connect(remote);
      NetworkInterface link = NetworkInterface.getByInetAddress(probe.getLocalAddress());
      int mtu = link == null ? 0 : link.getMTU();
      return mtu >= 576 ? mtu : Integer.MAX_VALUE;
    } catch (IOException | RuntimeException e) {
      // Unknown, then: the configured value stands alone.
      return Integer.MAX_VALUE;
    }
  }
}
