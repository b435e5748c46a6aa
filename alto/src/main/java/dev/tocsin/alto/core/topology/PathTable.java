// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.topology;

import java.util.HashMap;
import java.util.Map;

/// The best ways from those nodes of a network that somebody asked for. One thread at a time.
public final class PathTable {

  // 12 bytes each: what is kept for the next version of a network takes at most 48 MB.
  private static final int KEPT_ENTRIES_MAX = 4_000_000;

  private final Topology topology;
  private final Map<Integer, ShortestPaths> known;

  public PathTable(Topology topology) {
    this(topology, new HashMap<>());
  }

  private PathTable(Topology topology, Map<Integer, ShortestPaths> known) {
    this.topology = topology;
    this.known = known;
  }

  /// How many nodes there are.
  public int nodes() {
    return topology.nodes().size();
  }

  public ShortestPaths from(int source) {
    return known.computeIfAbsent(source, node -> ShortestPaths.from(topology, node));
  }

  /// Those of the network as it is now: one link's change touches few of the best ways.
  public PathTable after(Topology now) {
    if (!topology.hasSamePlaces(now)) return new PathTable(now);
    var changes = LinkChanges.between(topology, now);
    var then = HashMap.<Integer, ShortestPaths>newHashMap(known.size());
    known.forEach((source, paths) -> then.put(source, paths.after(changes, topology, now)));
    return new PathTable(now, then);
  }

  /// Forgets what would take too much memory until the next version.
  public void shrink() {
    int most = KEPT_ENTRIES_MAX / Math.max(1, topology.nodes().size());
    var each = known.keySet().iterator();
    while (known.size() > most) {
      each.next();
      each.remove();
    }
  }
}
