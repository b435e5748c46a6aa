// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery.mdns;

import dev.tocsin.base.net.Prefix;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.List;

/// Who is a neighbour: nobody else is answered or believed.
// RFC 6762 §11: "All Multicast DNS responses ... SHOULD be checked ... against the subnet".
record OnLink(List<Prefix> networks) {

  OnLink {
    networks = List.copyOf(networks);
  }

  static OnLink of(List<NetworkInterface> interfaces) {
    return new OnLink(
        interfaces.stream()
            .flatMap(each -> each.getInterfaceAddresses().stream())
            .map(OnLink::network)
            .toList());
  }

  private static Prefix network(InterfaceAddress address) {
    return Prefix.of(address.getAddress()).truncated(address.getNetworkPrefixLength());
  }

  boolean has(InetAddress source) {
    var address = Prefix.of(source);
    return networks.stream().anyMatch(network -> network.contains(address));
  }
}
