// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.routes;

import dev.tocsin.alto.core.policy.Reach;
import dev.tocsin.alto.core.policy.RouteTable;
import dev.tocsin.alto.sources.mrt.MrtRecord;
import dev.tocsin.alto.sources.mrt.PathAttributes;
import dev.tocsin.base.net.Prefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The routes of one BGP table, of all its peers, as dumps and updates tell them. Not thread-safe.
public final class BgpTable {

  // RFC 4271 §9.1.1: what stands where a peer does not tell its preference.
  private static final long USUAL_PREFERENCE = 100;

  /// The best first: RFC 4271 §9.1.2.2 as far as a dump tells what it compares, with the MEDs of
  /// different neighbours compared, too, so that the order does not hang on who came first.
  private static final Comparator<Held> BEST_FIRST =
      Comparator.<Held>comparingLong(
              held -> -held.attributes.preference().localPreference().orElse(USUAL_PREFERENCE))
          .thenComparingInt(held -> held.attributes.pathLength())
          .thenComparingLong(held -> held.attributes.preference().med().orElse(0))
          .thenComparing(held -> Prefix.of(held.peer.address()))
          .thenComparingLong(held -> held.pathId);

  private final Set<InetAddress> peers;
  private final Map<Prefix, List<Held>> routes = new HashMap<>();
  private final Map<PathAttributes, PathAttributes> shared = new HashMap<>();
  private long taken;

  private record Held(MrtRecord.Peer peer, long pathId, PathAttributes attributes) {
    boolean isOf(MrtRecord.Peer other, long id) {
      return pathId == id && peer.address().equals(other.address());
    }
  }

  /// @param peers whose routes count; empty for all
  public BgpTable(Set<InetAddress> peers) {
    this.peers = Set.copyOf(peers);
  }

  public void take(MrtRecord record) {
    switch (record) {
      case MrtRecord.Routes(var prefix, var each) -> {
        for (var route : each) {
          hold(prefix, route.peer(), route.pathId().orElse(0L), route.attributes());
        }
      }
      case MrtRecord.Update update -> take(update);
      case MrtRecord.PeerDown(var peer) ->
          routes
              .values()
              .removeIf(
                  held -> {
                    held.removeIf(each -> each.peer.address().equals(peer.address()));
                    return held.isEmpty();
                  });
      case MrtRecord.PeerTable _, MrtRecord.Other _ -> {}
    }
  }

  private void take(MrtRecord.Update update) {
    for (var each : update.withdrawn()) {
      var held = routes.get(each.prefix());
      if (held == null) continue;
      held.removeIf(route -> route.isOf(update.peer(), each.pathId().orElse(0L)));
      if (held.isEmpty()) routes.remove(each.prefix());
    }
    var attributes = update.attributes();
    if (attributes.isEmpty()) return;
    for (var each : update.announced()) {
      hold(each.prefix(), update.peer(), each.pathId().orElse(0L), attributes.get());
    }
  }

  private void hold(Prefix prefix, MrtRecord.Peer peer, long pathId, PathAttributes attributes) {
    if (!peers.isEmpty() && !peers.contains(peer.address())) return;
    var known = shared.putIfAbsent(attributes, attributes);
    var held = routes.computeIfAbsent(prefix, _ -> new ArrayList<>(1));
    held.removeIf(route -> route.isOf(peer, pathId));
    held.add(new Held(peer, pathId, known == null ? attributes : known));
    taken++;
  }

  /// Routes that were taken in so far, those that were replaced included.
  public long taken() {
    return taken;
  }

  /// Hands over the best route to each prefix.
  public void addTo(RouteTable.Builder table) {
    var reaches = new HashMap<PathAttributes, Reach>();
    routes.forEach(
        (prefix, held) -> {
          var best =
              held.size() == 1 ? held.getFirst() : held.stream().min(BEST_FIRST).orElseThrow();
          table.add(prefix, reaches.computeIfAbsent(best.attributes, BgpTable::reach));
        });
  }

  /// What a route says about how its prefix is reached.
  public static Reach reach(PathAttributes attributes) {
    return new Reach(
        Optional.empty(),
        Optional.empty(),
        attributes.nextHop(),
        attributes.originAs(),
        attributes.pathLength(),
        attributes.communities());
  }
}
