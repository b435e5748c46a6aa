// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.dots.io.path.KernelPath;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;

/// The largest packet on the way to a server (RFC 9132 §7.3): what is configured, or less where the
/// system has learned that a router takes less, or the interface that leads there does.
final class PathMtu {

  /// RFC 9132 §7.3: what any IPv4 path is taken to carry; less is not believed.
  static final int LEAST = 576;

  private static final KernelPath KERNEL = KernelPath.open();

  private PathMtu() {}

  static int of(ClientSettings settings, InetSocketAddress remote) {
    int known = KERNEL.mtu(remote).orElseGet(() -> firstLink(remote));
    return Math.min(settings.pathMtu(), Math.max(LEAST, known));
  }

  /// Connecting a UDP socket sends nothing; it asks the routing table for the local address.
  private static int firstLink(InetSocketAddress remote) {
    try (var probe = new DatagramSocket()) {
      probe.connect(remote);
      NetworkInterface link = NetworkInterface.getByInetAddress(probe.getLocalAddress());
      int mtu = link == null ? 0 : link.getMTU();
      return mtu >= LEAST ? mtu : Integer.MAX_VALUE;
    } catch (IOException | RuntimeException e) {
      // Unknown, then: the configured value stands alone.
      return Integer.MAX_VALUE;
    }
  }
}
