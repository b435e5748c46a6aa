// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// The links in which two networks of the same nodes differ.
///
/// @param gone only in the one before; another metric makes another link
/// @param come only in the one after
record LinkChanges(List<Change> gone, List<Change> come) {

  record Change(int from, Topology.Link link) {}

  static LinkChanges between(Topology before, Topology after) {
    var gone = new ArrayList<Change>();
    var come = new ArrayList<Change>();
    for (int node = 0; node < before.nodes().size(); node++) {
      if (before.links(node).equals(after.links(node))) continue;
      var counts = new HashMap<Topology.Link, Integer>();
      for (var link : before.links(node)) counts.merge(link, 1, Integer::sum);
      for (var link : after.links(node)) counts.merge(link, -1, Integer::sum);
      int from = node;
      counts.forEach(
          (link, count) -> {
            if (count > 0) gone.add(new Change(from, link));
            if (count < 0) come.add(new Change(from, link));
          });
    }
    return new LinkChanges(gone, come);
  }
}
