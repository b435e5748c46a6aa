// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.net.Prefix;
import java.util.List;

/// How one gets into an overlay.
///
/// @param peers whom to ask at first: address literals
/// @param multicast where peers listen for those that know nobody: address literals
public record Access(Security security, List<HostAndPort> peers, List<HostAndPort> multicast) {

  private static final int PEERS_MAX = 1024;
  private static final int MULTICAST_MAX = 64;

  public Access {
    Texts.atMost(PEERS_MAX, "bootstrap peers", peers);
    Texts.atMost(MULTICAST_MAX, "multicast addresses", multicast);
    peers = peers.stream().map(Access::literal).toList();
    multicast = multicast.stream().map(Access::literal).toList();
  }

  // EB-4: "the IP address of one of the bootstrap peers"; equal ones are written alike.
  static HostAndPort literal(HostAndPort contact) {
    if (contact.port() == 0) throw new IllegalArgumentException("expected a port of 1 to 65535");
    var address = Prefix.parse(contact.host());
    if (!address.isSingleAddress()) {
      throw new IllegalArgumentException("expected an IP address, found " + contact.host());
    }
    var text = address.toString();
    return new HostAndPort(text.substring(0, text.indexOf('/')), contact.port());
  }
}
