// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.exports;

import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/// One prefix of a network map as other programs want it: they find the longest, too.
///
/// @param cost from the PID that the export is made for; empty if it is not known or none is named
public record ExportRow(Prefix prefix, String pid, OptionalDouble cost)
    implements Comparable<ExportRow> {

  /// All prefixes of a map, wider ones in front of what they contain.
  public static List<ExportRow> of(NetworkMap map) {
    return rows(map, _ -> OptionalDouble.empty());
  }

  /// As {@link #of(NetworkMap)}, with what it costs to get there.
  ///
  /// @param from number of a PID
  public static List<ExportRow> of(NetworkMap map, CostMatrix costs, int from) {
    return rows(
        map,
        to ->
            costs.isKnown(from, to)
                ? OptionalDouble.of(costs.cost(from, to))
                : OptionalDouble.empty());
  }

  private interface CostTo {
    OptionalDouble of(int pid);
  }

  private static List<ExportRow> rows(NetworkMap map, CostTo costs) {
    var rows = new ArrayList<ExportRow>();
    for (int number = 0; number < map.pids().size(); number++) {
      var pid = map.pids().get(number);
      var cost = costs.of(number);
      for (var prefix : pid.prefixes()) rows.add(new ExportRow(prefix, pid.name(), cost));
    }
    Collections.sort(rows);
    return rows;
  }

  @Override
  public int compareTo(ExportRow other) {
    return prefix.compareTo(other.prefix);
  }
}
