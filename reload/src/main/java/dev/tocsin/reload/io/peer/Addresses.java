// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.peer;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.header.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Addresses of the JDK and of the wire.
final class Addresses {

  private Addresses() {}

  static PeerAddress of(InetSocketAddress address) {
    var bytes = Bytes.owning(address.getAddress().getAddress());
    return new PeerAddress(bytes, address.getPort());
  }

  static InetSocketAddress of(PeerAddress address) {
    try {
      var bytes = address.address().toArray();
      return new InetSocketAddress(InetAddress.getByAddress(bytes), address.port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /// Where others can reach who listens there: all of the machine's own addresses if it listens at
  /// any, those of the loopback only if there are no others.
  static List<InetSocketAddress> reachable(InetSocketAddress listening) throws IOException {
    if (!listening.getAddress().isAnyLocalAddress()) return List.of(listening);
    var all = new ArrayList<InetSocketAddress>();
    var loopback = new ArrayList<InetSocketAddress>();
    for (var each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (!each.isUp()) continue;
      for (var address : Collections.list(each.getInetAddresses())) {
        // Nobody else can use an address with a zone of this machine.
        if (address.isLinkLocalAddress()) continue;
        var here = new InetSocketAddress(address, listening.getPort());
        (address.isLoopbackAddress() ? loopback : all).add(here);
      }
    }
    return List.copyOf(all.isEmpty() ? loopback : all);
  }
}
