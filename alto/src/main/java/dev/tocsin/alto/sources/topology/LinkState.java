// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.topology;

import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.base.net.Prefix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts a topology together from what BGP-LS tells (RFC 9552). Nodes are named by their IGP router
/// id: `192.0.2.1` and `192.0.2.1:198.51.100.1` for a network and its designated router in OSPF,
/// `0000.0000.0001` and `0000.0000.0001-01` in IS-IS.
final class LinkState {

  private final Topology.Builder topology = new Topology.Builder();
  private boolean isEmpty = true;

  /// One object of BGP-LS.
  sealed interface Told {

    /// @param routerIds by which traffic engineering knows it: next hops, mostly
    record Node(String id, Optional<String> name, List<Prefix> routerIds) implements Told {
      public Node {
        routerIds = List.copyOf(routerIds);
      }
    }

    record Link(String from, String to, long metric) implements Told {}

    record Attached(String node, List<Prefix> prefixes, long metric) implements Told {
      public Attached {
        prefixes = List.copyOf(prefixes);
      }
    }

    /// Of no concern for a topology.
    record Other() implements Told {}
  }

  void take(Told told) {
    switch (told) {
      case Told.Node node -> {
        isEmpty = false;
        Map<String, String> labels = new LinkedHashMap<>();
        node.name().ifPresent(name -> labels.put("name", name));
        topology.node(node.id(), isRouter(node.id()), labels);
        for (var id : node.routerIds()) topology.attach(id, node.id(), 0);
      }
      case Told.Link link -> {
        isEmpty = false;
        named(link.from());
        named(link.to());
        topology.link(link.from(), link.to(), link.metric());
      }
      case Told.Attached attached -> {
        named(attached.node());
        for (var prefix : attached.prefixes()) {
          topology.attach(prefix, attached.node(), attached.metric());
        }
      }
      case Told.Other _ -> {}
    }
  }

  /// Some speakers tell no nodes for networks that routers share.
  private void named(String id) {
    if (isRouter(id)) topology.router(id);
    else topology.node(id, false, Map.of());
  }

  // RFC 9552 §5.2.1.4: a router id with more behind it is that of a pseudonode.
  private static boolean isRouter(String id) {
    return id.indexOf(':') < 0 && id.indexOf('-') < 0;
  }

  boolean isEmpty() {
    return isEmpty;
  }

  Topology build() {
    return topology.build();
  }
}
