// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.maps;

import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.answer.CostTable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Costs of one type as a client searches them: by the names of PIDs or endpoints. Immutable.
public final class NamedCosts {

  private final CostTable table;
  private final Map<String, Integer> rows;
  private final Map<String, Integer> columns;

  private NamedCosts(CostTable table, List<String> srcs, List<String> dsts) {
    this.table = table;
    this.rows = numbers(srcs);
    this.columns = numbers(dsts);
  }

  public static NamedCosts of(AltoAnswer.CostMapAnswer map) {
    return new NamedCosts(map.costs(), map.srcs(), map.dsts());
  }

  public static NamedCosts of(AltoAnswer.EndpointCostAnswer answer) {
    return new NamedCosts(answer.costs(), answer.srcs(), answer.dsts());
  }

  private static Map<String, Integer> numbers(List<String> names) {
    Map<String, Integer> numbers = LinkedHashMap.newLinkedHashMap(names.size());
    for (int i = 0; i < names.size(); i++) numbers.put(names.get(i), i);
    return numbers;
  }

  public CostType type() {
    return table.types().getFirst();
  }

  /// The same as they are at this moment, where there is a calendar.
  public NamedCosts at(Instant moment) {
    return new NamedCosts(table.at(moment), srcs(), dsts());
  }

  public CostTable table() {
    return table;
  }

  /// Names of the sources.
  public List<String> srcs() {
    return List.copyOf(rows.keySet());
  }

  /// Names of the destinations.
  public List<String> dsts() {
    return List.copyOf(columns.keySet());
  }

  /// @return empty if it is not told
  public OptionalDouble cost(String src, String dst) {
    Integer row = rows.get(src);
    Integer column = columns.get(dst);
    if (row == null || column == null || !table.isTold(row, column)) return OptionalDouble.empty();
    double cost = table.cost(0, row, column);
    return Double.isNaN(cost) ? OptionalDouble.empty() : OptionalDouble.of(cost);
  }
}
