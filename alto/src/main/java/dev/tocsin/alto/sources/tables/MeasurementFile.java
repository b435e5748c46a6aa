// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.tables;

import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.MapException;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.Registries;
import dev.tocsin.alto.wire.json.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Costs of one metric between PIDs, as somebody has measured or promised them. As CSV: the PIDs in
/// the columns `from` and `to`, behind them one value, or one for each interval of a calendar; an
/// empty one is not known. As JSON: as in a cost map (RFC 7285 §11.2.3.6), with an array of values
/// where there is a calendar.
public final class MeasurementFile {

  /// Of a whole file in JSON.
  public static final int BYTES_MAX = TableJson.BYTES_MAX;

  // All of them are in memory: 128 MiB.
  private static final long VALUES_MAX = 1 << 24;
  private static final double PERCENT_MAX = 100;

  private final String name;
  private final String metric;
  private final NetworkMap map;
  private final List<CostMatrix.Builder> values;
  private final Set<String> seen = new HashSet<>();
  private int gone;

  /// @param name of the source, for complaints
  /// @param intervals values of each pair
  /// @throws MapException if there would be too many values
  public MeasurementFile(String name, String metric, NetworkMap map, int intervals) {
    this.name = name;
    this.metric = metric;
    this.map = map;
    int size = map.pids().size();
    if ((long) size * size * intervals > VALUES_MAX) {
      throw new MapException(
          "%s: expected at most %d values, found %d PIDs with %d intervals"
              .formatted(name, VALUES_MAX, size, intervals));
    }
    this.values =
        IntStream.range(0, intervals).mapToObj(_ -> new CostMatrix.Builder(size)).toList();
  }

  /// @throws dev.tocsin.alto.sources.SourceException naming the line of what is wrong
  public MeasurementFile csv(List<String> lines) {
    Csv.read(
        name,
        lines,
        new Csv.Rows() {
          @Override
          public void header(List<String> columns) {
            if (columns.size() != values.size() + 2
                || !columns.get(0).equals("from")
                || !columns.get(1).equals("to")) {
              throw new IllegalArgumentException(
                  "expected the columns from, to and %d more, found %s"
                      .formatted(values.size(), Csv.shown(columns.toString())));
            }
          }

          @Override
          public void row(List<String> cells) {
            var costs = new ArrayList<Double>();
            for (var cell : cells.subList(2, cells.size())) costs.add(number(cell));
            set(cells.get(0), cells.get(1), costs);
          }
        });
    return this;
  }

  private double number(String cell) {
    if (cell.isEmpty()) return Double.NaN;
    try {
      return checked(Double.parseDouble(cell));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a number, found '" + Csv.shown(cell) + "'", e);
    }
  }

  // RFC 9439 §4, §5: none is negative, hops are whole, losses are percent.
  private double checked(double value) {
    var base = Registries.base(metric);
    boolean isRight =
        value >= 0
            && !Double.isInfinite(value)
            && (!base.equals("hopcount") || value == Math.rint(value))
            && (!base.equals("lossrate") || value <= PERCENT_MAX);
    if (isRight) return value;
    throw new IllegalArgumentException("%s is no %s".formatted(value, metric));
  }

  /// @throws dev.tocsin.alto.sources.SourceException naming the member that is wrong
  public MeasurementFile json(byte[] text) {
    TableJson.read(name, text, "cost-map", this::json);
    return this;
  }

  private void json(Fields all) {
    for (var from : all.names()) {
      var row = all.object(from);
      for (var to : row.names()) {
        var costs = new ArrayList<Double>();
        var cell = row.json(to).orElseThrow();
        if (cell.isArray()) cell.forEach(value -> costs.add(number(row, to, value)));
        else costs.add(number(row, to, cell));
        if (costs.size() != values.size()) {
          throw row.invalid(to, costs.size() + " values, not " + values.size());
        }
        set(from, to, costs);
      }
    }
  }

  private double number(Fields row, String to, JsonNode value) {
    if (value.isNull()) return Double.NaN;
    if (!value.isNumber()) throw row.invalid(to, value.toString());
    try {
      return checked(value.asDouble());
    } catch (IllegalArgumentException e) {
      throw row.invalid(to, String.valueOf(e.getMessage()));
    }
  }

  private void set(String from, String to, List<Double> costs) {
    if (!seen.add(from + " " + to)) {
      throw new IllegalArgumentException("%s to %s stands here twice".formatted(from, to));
    }
    var src = pid(from);
    var dst = pid(to);
    if (src.isEmpty() || dst.isEmpty()) {
      gone++;
      return;
    }
    for (int i = 0; i < costs.size(); i++) {
      double cost = costs.get(i);
      if (!Double.isNaN(cost)) values.get(i).set(src.getAsInt(), dst.getAsInt(), cost);
    }
  }

  private OptionalInt pid(String text) {
    if (!Names.isPid(text)) {
      throw new IllegalArgumentException("expected a PID, found '" + Csv.shown(text) + "'");
    }
    return map.number(text);
  }

  /// One for each interval.
  public List<CostMatrix> costs() {
    return values.stream().map(CostMatrix.Builder::build).toList();
  }

  /// How many pairs the file has.
  public int pairs() {
    return seen.size();
  }

  /// How many of them are about a PID that is not in the map.
  public int gone() {
    return gone;
  }
}
