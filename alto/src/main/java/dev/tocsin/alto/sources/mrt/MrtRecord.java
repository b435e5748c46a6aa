// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.mrt;

import dev.tocsin.base.net.Prefix;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// What a dump of a BGP table or of BGP messages holds (RFC 6396), as far as it is about unicast
/// routes.
public sealed interface MrtRecord {

  /// @param address of the peer
  /// @param asn its autonomous system
  record Peer(InetAddress address, long asn) {}

  /// Whom the routes that follow come from (RFC 6396 §4.3.1).
  record PeerTable(List<Peer> peers) implements MrtRecord {
    public PeerTable {
      peers = List.copyOf(peers);
    }
  }

  /// The routes to one prefix, one for every peer, or several with path identifiers.
  record Routes(Prefix prefix, List<Route> routes) implements MrtRecord {
    public Routes {
      routes = List.copyOf(routes);
    }
  }

  /// @param pathId tells the routes of one peer apart (RFC 8050)
  record Route(Peer peer, Optional<Long> pathId, PathAttributes attributes) {}

  /// A BGP UPDATE of a peer (RFC 6396 §4.4).
  record Update(
      Peer peer, List<Nlri> withdrawn, List<Nlri> announced, Optional<PathAttributes> attributes)
      implements MrtRecord {
    public Update {
      withdrawn = List.copyOf(withdrawn);
      announced = List.copyOf(announced);
    }
  }

  record Nlri(Prefix prefix, Optional<Long> pathId) {}

  /// The session with a peer went down: its routes are gone.
  record PeerDown(Peer peer) implements MrtRecord {}

  /// Of no concern for routes: other types, OPEN and KEEPALIVE, multicast.
  record Other(int type, int subtype) implements MrtRecord {}
}
