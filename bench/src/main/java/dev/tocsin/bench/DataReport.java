// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.bench.measure.Cells;
import dev.tocsin.bench.measure.DiskSync;
import dev.tocsin.bench.measure.Figure;
import dev.tocsin.bench.measure.Samples;
import dev.tocsin.bench.route.RouteTimes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a bench of the data channel measured, as a table and as values for JSON.
public final class DataReport {

  private final Samples<DataContender> samples;
  private final DiskSync disk;
  private final int starts;
  private final Optional<String> withoutRoutes;

  /// @param withoutRoutes why flow specifications were not measured
  DataReport(
      Samples<DataContender> samples, DiskSync disk, int starts, Optional<String> withoutRoutes) {
    this.samples = samples;
    this.disk = disk;
    this.starts = starts;
    this.withoutRoutes = withoutRoutes;
  }

  /// Adds what one start gave.
  static void add(Samples<DataContender> samples, RouteTimes times) {
    for (var part : Part.values()) {
      samples.add(
          DataContender.TOCSIN, part.of("request_to_flowspec"), times.sinceRequest(part.share));
    }
    for (var part : Part.values()) {
      samples.add(
          DataContender.TOCSIN, part.of("accepted_to_flowspec"), times.sinceAnswer(part.share));
    }
    for (var part : Part.values()) {
      samples.add(
          DataContender.TOCSIN, part.of("flowspec_seen_late_at_most"), times.doubt(part.share));
    }
    samples.add(
        DataContender.TOCSIN, new Figure("flowspec_requests", "requests"), times.requests());
  }

  private enum Part {
    P50(0.5),
    P99(0.99);

    final double share;

    Part(double share) {
      this.share = share;
    }

    Figure of(String what) {
      return new Figure(what + "_" + name().toLowerCase(Locale.ROOT), "µs");
    }
  }

  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("java", Runtime.version().toString());
    json.put("processors", Runtime.getRuntime().availableProcessors());
    json.put("starts", starts);
    json.put("fdatasync_median_us", Cells.rounded(disk.medianMicros()));
    json.put("figures", samples.figures().stream().map(this::figure).toList());
    json.put("invalid_runs", invalid());
    withoutRoutes.ifPresent(reason -> json.put("flowspec_not_measured", reason));
    return json;
  }

  public List<String> text() {
    var lines = new ArrayList<String>();
    lines.add("medians of %d starts, ± half the spread".formatted(starts));
    lines.add(row("", "tocsin", "jetty", "/jetty"));
    for (var figure : samples.figures()) {
      var ratio = samples.ratio(figure, DataContender.JETTY);
      lines.add(
          row(
              figure.name() + " [" + figure.unit() + "]",
              Cells.cell(samples, DataContender.TOCSIN, figure),
              Cells.cell(samples, DataContender.JETTY, figure),
              ratio.isEmpty() ? "" : "%.2f".formatted(ratio.getAsDouble())));
    }
    lines.add("fdatasync of 4 KiB: median %.0f µs".formatted(disk.medianMicros()));
    withoutRoutes.ifPresent(
        reason -> lines.add("flow specifications were not measured: " + reason));
    for (var run : invalid()) lines.add("INVALID, the generator was busy: " + run);
    return lines;
  }

  private Map<String, Object> figure(Figure figure) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", figure.name());
    json.put("unit", figure.unit());
    for (var server : DataContender.values()) {
      Cells.values(samples, server, figure).ifPresent(found -> json.put(server.word(), found));
    }
    samples
        .ratio(figure, DataContender.JETTY)
        .ifPresent(ratio -> json.put("ratio_to_jetty", Cells.rounded(ratio)));
    return json;
  }

  private List<String> invalid() {
    var found = new ArrayList<String>();
    for (var figure : samples.figures()) {
      for (var server : DataContender.values()) {
        Cells.busy(samples, server, figure)
            .ifPresent(
                percent ->
                    found.add("%s %s %.0f %%".formatted(server.word(), figure.name(), percent)));
      }
    }
    return found;
  }

  private static String row(String... cells) {
    return "%-52s %16s %16s %8s".formatted((Object[]) cells);
  }
}
