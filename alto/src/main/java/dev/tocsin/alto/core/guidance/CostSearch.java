// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.guidance;

import dev.tocsin.alto.core.maps.CostCalendar;
import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.Registries;
import dev.tocsin.alto.wire.answer.CalendarAttributes;
import dev.tocsin.alto.wire.answer.CalendarLayer;
import dev.tocsin.alto.wire.answer.CostTable;
import dev.tocsin.alto.wire.request.CostQuery;
import dev.tocsin.alto.wire.request.CostTest;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Answers queries about costs from the matrices of one network map.
public final class CostSearch {

  /// A place in the map that is unknown: no cost is known from there or to there.
  public static final int NOWHERE = -1;

  private final CostOffer offer;
  private final Map<String, CostMatrix> byMetric;
  private final Map<String, CostCalendar> calendars;

  /// @param byMetric numerical costs for every metric that is offered
  /// @param calendars the same for those that are offered as calendars
  public CostSearch(
      CostOffer offer, Map<String, CostMatrix> byMetric, Map<String, CostCalendar> calendars) {
    this.offer = offer;
    this.byMetric = Map.copyOf(byMetric);
    this.calendars = Map.copyOf(calendars);
    for (var type : offer.types()) {
      if (!byMetric.containsKey(type.metric())) {
        throw new IllegalArgumentException("no costs for " + type.metric());
      }
    }
  }

  /// @param srcs numbers of PIDs, one for each row of the answer; {@link #NOWHERE} where there is
  ///   none
  /// @param dsts the same for the columns
  /// @throws dev.tocsin.alto.wire.AltoRefusedException if the query asks for what is not offered
  public CostTable search(CostQuery asked, int[] srcs, int[] dsts) {
    var over = calendared(asked);
    var overTime = over.keySet().stream().map(asked.types()::get).toList();
    // RFC 8896 §4.3, §5.2.1: conditions on what is asked for as a calendar are ignored.
    var query = asked.ignoring(type -> overTime.stream().anyMatch(type::isLike));
    OfferCheck.check(query, offer);
    var layers = layers(query.types(), srcs, dsts);
    var tested = query.testable().isEmpty() ? layers : layers(query.testable().get(), srcs, dsts);
    var told = new boolean[srcs.length * dsts.length];
    var values = new TreeMap<Integer, double[][]>();
    over.forEach(
        (i, calendar) -> values.put(i, layers(query.types().get(i), calendar, srcs, dsts)));
    for (int pair = 0; pair < told.length; pair++) {
      boolean isKnown = isKnown(layers, pair);
      for (var each : values.values()) isKnown |= isKnown(each, pair);
      told[pair] = isKnown && isMet(query.anyOf(), tested, pair);
    }
    var calendars = new TreeMap<Integer, CalendarLayer>();
    over.forEach(
        (i, calendar) -> {
          var attributes = attributes(offered(query.types().get(i)), calendar);
          calendars.put(i, new CalendarLayer(attributes, values.getOrDefault(i, layers)));
        });
    return new CostTable(
        query.types().stream().map(this::offered).toList(), dsts.length, layers, told, calendars);
  }

  // RFC 8896 §5.1.1: what has no calendar is told as it is.
  private SortedMap<Integer, CostCalendar> calendared(CostQuery query) {
    var over = new TreeMap<Integer, CostCalendar>();
    for (int i = 0; i < query.types().size(); i++) {
      var type = query.types().get(i);
      var calendar = calendars.get(type.metric());
      if (query.isCalendared(i) && offer.calendar(type).isPresent() && calendar != null) {
        over.put(i, calendar);
      }
    }
    return over;
  }

  // RFC 9439 §3.1: where costs come from is no part of a request, but of what is told.
  private CostType offered(CostType type) {
    return offer.types().stream().filter(type::isLike).findFirst().orElse(type);
  }

  private static CalendarAttributes attributes(CostType type, CostCalendar calendar) {
    return new CalendarAttributes(
        List.of(CostNames.of(type)),
        calendar.start(),
        calendar.interval().toMillis() / 1_000.0,
        calendar.values().size(),
        calendar.repeated());
  }

  private static double[][] layers(CostType type, CostCalendar calendar, int[] srcs, int[] dsts) {
    return calendar.values().stream()
        .map(matrix -> layer(type, matrix, srcs, dsts))
        .toArray(double[][]::new);
  }

  private double[][] layers(List<CostType> types, int[] srcs, int[] dsts) {
    return types.stream().map(type -> layer(type, srcs, dsts)).toArray(double[][]::new);
  }

  private double[] layer(CostType type, int[] srcs, int[] dsts) {
    var matrix = byMetric.get(type.metric());
    if (matrix == null) throw new IllegalStateException("no costs for " + type.metric());
    return layer(type, matrix, srcs, dsts);
  }

  private static double[] layer(CostType type, CostMatrix matrix, int[] srcs, int[] dsts) {
    var costs = new double[srcs.length * dsts.length];
    int pair = 0;
    for (int src : srcs) {
      for (int dst : dsts) {
        costs[pair++] = src == NOWHERE || dst == NOWHERE ? Double.NaN : matrix.cost(src, dst);
      }
    }
    return type.isOrdinal() ? Ranks.of(costs, Registries.isMoreBetter(type.metric())) : costs;
  }

  // RFC 8189 §4.1.3: a pair stays as long as one of its costs is known.
  private static boolean isKnown(double[][] layers, int pair) {
    for (var layer : layers) if (!Double.isNaN(layer[pair])) return true;
    return false;
  }

  private static boolean isMet(List<List<CostTest>> anyOf, double[][] tested, int pair) {
    if (anyOf.isEmpty()) return true;
    for (var group : anyOf) {
      if (group.stream().allMatch(test -> test.isMetBy(tested[test.index()][pair]))) return true;
    }
    return false;
  }
}
