// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.stream;

import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.answer.CostTable;
import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Two versions of an answer, without most of what they have in common: a patch between these
/// patches the whole ones as well, and a map of a million costs, of which three change, need not be
/// made a tree of JSON twice.
///
/// @param before a part of the old version
/// @param after the same part of the new one
public record Differing(AltoAnswer before, AltoAnswer after) {

  /// @return empty if so much differs that the whole is as short
  public static Optional<Differing> of(AltoAnswer before, AltoAnswer after) {
    if (before instanceof AltoAnswer.NetworkMapAnswer old
        && after instanceof AltoAnswer.NetworkMapAnswer now) {
      return Optional.of(networkMaps(old, now));
    }
    if (before instanceof AltoAnswer.CostMapAnswer old
        && after instanceof AltoAnswer.CostMapAnswer now
        && old.isMulti() == now.isMulti()
        && old.costs().calendars().isEmpty()
        && now.costs().calendars().isEmpty()
        && old.costs().types().equals(now.costs().types())) {
      return new Costs(old, now).differing();
    }
    return Optional.of(new Differing(before, after));
  }

  private static Differing networkMaps(
      AltoAnswer.NetworkMapAnswer before, AltoAnswer.NetworkMapAnswer after) {
    return new Differing(
        new AltoAnswer.NetworkMapAnswer(
            before.versionTag(), withoutSame(before.pids(), after.pids())),
        new AltoAnswer.NetworkMapAnswer(
            after.versionTag(), withoutSame(after.pids(), before.pids())));
  }

  private static Map<String, List<Prefix>> withoutSame(
      Map<String, List<Prefix>> pids, Map<String, List<Prefix>> others) {
    var left = new LinkedHashMap<String, List<Prefix>>();
    pids.forEach(
        (pid, prefixes) -> {
          if (!prefixes.equals(others.get(pid))) left.put(pid, prefixes);
        });
    return left;
  }

  /// Two cost maps, pair by pair.
  private static final class Costs {

    private static final int NONE = -1;

    private final Side before;
    private final Side after;
    private final List<String> columns;
    private final int[] oldColumns;
    private final int[] newColumns;
    // By row the columns that are told, because they differ or keep their row from being empty.
    private final Map<String, BitSet> told = new LinkedHashMap<>();
    private final BitSet columnsLeft = new BitSet();
    private long toldPairs;

    private record Side(AltoAnswer.CostMapAnswer map, Map<String, Integer> rows) {
      Side(AltoAnswer.CostMapAnswer map) {
        this(map, numbers(map.srcs()));
      }

      boolean isTold(int row, int column) {
        return row != NONE && column != NONE && map.costs().isTold(row, column);
      }
    }

    Costs(AltoAnswer.CostMapAnswer before, AltoAnswer.CostMapAnswer after) {
      this.before = new Side(before);
      this.after = new Side(after);
      this.columns = union(before.dsts(), after.dsts());
      this.oldColumns = places(columns, before.dsts());
      this.newColumns = places(columns, after.dsts());
    }

    private static List<String> union(List<String> some, List<String> more) {
      var all = new LinkedHashSet<>(some);
      all.addAll(more);
      return List.copyOf(all);
    }

    private static Map<String, Integer> numbers(List<String> names) {
      var numbers = HashMap.<String, Integer>newHashMap(names.size());
      for (int i = 0; i < names.size(); i++) numbers.put(names.get(i), i);
      return numbers;
    }

    private static int[] places(List<String> names, List<String> in) {
      var numbers = numbers(in);
      return names.stream().mapToInt(name -> numbers.getOrDefault(name, NONE)).toArray();
    }

    Optional<Differing> differing() {
      long most = (long) after.map().srcs().size() * after.map().dsts().size() / 2;
      for (var row : union(before.map().srcs(), after.map().srcs())) {
        compare(row);
        if (toldPairs > most) return Optional.empty();
      }
      return Optional.of(new Differing(part(before, oldColumns), part(after, newColumns)));
    }

    private void compare(String name) {
      int old = before.rows().getOrDefault(name, NONE);
      int now = after.rows().getOrDefault(name, NONE);
      int same = NONE;
      boolean differs = false;
      for (int column = 0; column < columns.size(); column++) {
        boolean was = before.isTold(old, oldColumns[column]);
        boolean is = after.isTold(now, newColumns[column]);
        if (!was && !is) continue;
        if (was && is && isSame(old, now, column)) {
          same = column;
          continue;
        }
        tell(name, column);
        differs = true;
      }
      // A row that loses or gains all that is compared would seem to end or to begin.
      if (differs && same != NONE) tell(name, same);
    }

    private void tell(String row, int column) {
      told.computeIfAbsent(row, _ -> new BitSet()).set(column);
      columnsLeft.set(column);
      toldPairs++;
    }

    private boolean isSame(int old, int now, int column) {
      var had = before.map().costs();
      var has = after.map().costs();
      for (int layer = 0; layer < had.types().size(); layer++) {
        double one = had.cost(layer, old, oldColumns[column]);
        double other = has.cost(layer, now, newColumns[column]);
        if (Double.compare(one, other) != 0) return false;
      }
      return true;
    }

    private AltoAnswer.CostMapAnswer part(Side side, int[] places) {
      var rows = List.copyOf(told.keySet());
      int[] left = columnsLeft.stream().toArray();
      var costs = side.map().costs();
      var layers = new double[costs.types().size()][rows.size() * left.length];
      var isTold = new boolean[rows.size() * left.length];
      for (var layer : layers) Arrays.fill(layer, Double.NaN);
      int first = 0;
      for (var each : told.entrySet()) {
        int row = side.rows().getOrDefault(each.getKey(), NONE);
        for (int i = 0; i < left.length; i++) {
          int at = places[left[i]];
          if (!each.getValue().get(left[i]) || !side.isTold(row, at)) continue;
          isTold[first + i] = true;
          for (int layer = 0; layer < layers.length; layer++) {
            layers[layer][first + i] = costs.cost(layer, row, at);
          }
        }
        first += left.length;
      }
      var names = new ArrayList<String>(left.length);
      for (int column : left) names.add(columns.get(column));
      return new AltoAnswer.CostMapAnswer(
          side.map().networkMap(),
          side.map().isMulti(),
          rows,
          names,
          new CostTable(costs.types(), names.size(), layers, isTold));
    }
  }
}
