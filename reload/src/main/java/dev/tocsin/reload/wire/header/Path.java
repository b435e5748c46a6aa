// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.header;

import dev.tocsin.reload.wire.id.Destination;
import java.util.List;
import java.util.Optional;

/// Where a message goes, and where it was.
///
/// @param route next entry first, at most 255
/// @param via first hop first, at most 255
/// @param log of the peers passed, in their order; absent if they are not to write themselves down
public record Path(
    List<Destination> route, List<Destination> via, Optional<List<RouteLogEntry>> log) {

  public static final int ENTRIES_MAX = 255;

  public Path {
    route = List.copyOf(route);
    via = List.copyOf(via);
    log = log.map(List::copyOf);
    if (route.size() > ENTRIES_MAX) {
      throw new IllegalArgumentException("a route of " + route.size() + " entries");
    }
    if (via.size() > ENTRIES_MAX) {
      throw new IllegalArgumentException("a via list of " + via.size() + " entries");
    }
  }

  public static Path to(Destination... route) {
    return new Path(List.of(route), List.of(), Optional.empty());
  }
}
