// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import dev.tocsin.alto.exports.CostText;
import dev.tocsin.alto.wire.VersionTag;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.answer.CostTable;
import dev.tocsin.app.cli.Table;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.observe.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Answers of ALTO servers as people read them.
final class AnswerText {

  private static final int PREFIXES_SHOWN = 8;

  private AnswerText() {}

  /// What is left of a media type of ALTO's without what all of them have.
  static String shortType(String mediaType) {
    return mediaType.replaceFirst("^application/alto-", "").replaceFirst("\\+json$", "");
  }

  static void print(AltoAnswer answer, PrintWriter out) {
    switch (answer) {
      case AltoAnswer.NetworkMapAnswer(var tag, var pids) -> {
        out.println(words(tag));
        networkMap(pids, out);
      }
      case AltoAnswer.CostMapAnswer map -> {
        out.println(types(map.costs()) + " between PIDs of " + words(map.networkMap()));
        costs(map.srcs(), map.dsts(), map.costs(), out);
      }
      case AltoAnswer.EndpointCostAnswer costs -> {
        out.println(types(costs.costs()) + " between endpoints");
        costs(costs.srcs(), costs.dsts(), costs.costs(), out);
      }
      case AltoAnswer.EndpointPropertyAnswer(var tags, var properties) -> {
        tags.forEach(tag -> out.println("with PIDs of " + words(tag)));
        properties("ENDPOINT", properties, out);
      }
      case AltoAnswer.PropertyMapAnswer(var tags, var entities) -> {
        tags.forEach(tag -> out.println("with names of " + words(tag)));
        properties("ENTITY", entities, out);
      }
    }
  }

  private static String words(VersionTag tag) {
    return tag.resourceId() + ", version " + tag.tag();
  }

  private static String types(CostTable costs) {
    return costs.types().stream()
        .map(type -> type.mode() + " " + type.metric())
        .collect(Collectors.joining(", "));
  }

  private static void networkMap(Map<String, List<Prefix>> pids, PrintWriter out) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("PID", "COUNT", "PREFIXES"));
    pids.forEach(
        (pid, prefixes) -> {
          var shown =
              prefixes.stream()
                  .limit(PREFIXES_SHOWN)
                  .map(Prefix::toString)
                  .collect(Collectors.joining(", "));
          rows.add(
              List.of(
                  pid,
                  Integer.toString(prefixes.size()),
                  prefixes.size() > PREFIXES_SHOWN ? shown + ", …" : shown));
        });
    Table.print(rows, out);
  }

  private static void costs(
      List<String> srcs, List<String> dsts, CostTable costs, PrintWriter out) {
    calendars(costs, out);
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("FROM", "TO", "COST"));
    for (int row = 0; row < srcs.size(); row++) {
      for (int column = 0; column < dsts.size(); column++) {
        if (!costs.isTold(row, column)) continue;
        rows.add(
            List.of(
                Printable.escape(srcs.get(row)),
                Printable.escape(dsts.get(column)),
                cell(costs, row, column)));
      }
    }
    Table.print(rows, out);
  }

  private static String cell(CostTable costs, int row, int column) {
    return IntStream.range(0, costs.types().size())
        .mapToObj(
            layer ->
                costs.calendars().containsKey(layer)
                    ? "[" + words(costs.costs(layer, row, column)) + "]"
                    : words(costs.cost(layer, row, column)))
        .collect(Collectors.joining(" "));
  }

  private static String words(double... costs) {
    return Arrays.stream(costs)
        .mapToObj(cost -> Double.isNaN(cost) ? "-" : CostText.of(cost))
        .collect(Collectors.joining(" "));
  }

  private static void calendars(CostTable costs, PrintWriter out) {
    costs
        .calendars()
        .forEach(
            (layer, calendar) -> {
              var when = calendar.attributes();
              out.println(
                  "%s from %s: %d values of %s s each, %d times"
                      .formatted(
                          costs.types().get(layer).metric(),
                          when.start(),
                          when.intervals(),
                          CostText.of(when.intervalSeconds()),
                          when.repeated()));
            });
  }

  private static void properties(
      String kind, Map<String, ? extends Map<String, ?>> all, PrintWriter out) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of(kind, "PROPERTY", "VALUE"));
    all.forEach(
        (each, values) ->
            values.forEach(
                (name, value) ->
                    rows.add(
                        List.of(
                            Printable.escape(each),
                            Printable.escape(name),
                            Printable.escape(String.valueOf(value))))));
    Table.print(rows, out);
  }
}
