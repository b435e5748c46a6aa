// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.bench.measure.Cells;
import dev.tocsin.bench.measure.DiskSync;
import dev.tocsin.bench.measure.Figure;
import dev.tocsin.bench.measure.Samples;
import dev.tocsin.bench.peer.Contender;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a bench measured, as a table and as values for JSON.
public final class BenchReport {

  /// Below this the server was not what limits the rate.
  private static final double SERVER_PERCENT_MIN = 90;

  private final Samples<Contender> samples;
  private final DiskSync disk;
  private final DotsBench.Settings settings;
  private final List<String> remarks;
  private final List<InvalidRun> invalid = new ArrayList<>();

  private record InvalidRun(Contender server, String run, double generatorPercent) {
    Map<String, Object> json() {
      return Map.of(
          "server",
          server.word(),
          "run",
          run,
          "generator_cpu_percent",
          Cells.rounded(generatorPercent));
    }
  }

  BenchReport(
      Samples<Contender> samples,
      DiskSync disk,
      DotsBench.Settings settings,
      List<String> remarks) {
    this.samples = samples;
    this.disk = disk;
    this.settings = settings;
    this.remarks = new ArrayList<>(remarks);
    addDoubts();
  }

  /// Whether every aim was measured and reached, and no run was invalid.
  public boolean aimsMet() {
    return invalid.isEmpty()
        && DotsAims.ALL.stream()
            .allMatch(aim -> aim.reached(samples).stream().anyMatch(aim::isMetBy));
  }

  /// Every figure with its peers', every aim, and `aims_met`.
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("java", Runtime.version().toString());
    json.put("processors", Runtime.getRuntime().availableProcessors());
    json.put("starts", settings.starts());
    json.put("fdatasync_median_us", Cells.rounded(disk.medianMicros()));
    json.put("fdatasync_p99_us", Cells.rounded(disk.p99Micros()));
    json.put("figures", samples.figures().stream().map(this::figure).toList());
    json.put("aims", DotsAims.ALL.stream().map(aim -> aim.json(samples)).toList());
    json.put("invalid_runs", invalid.stream().map(InvalidRun::json).toList());
    json.put("remarks", List.copyOf(remarks));
    json.put("aims_met", aimsMet());
    return json;
  }

  /// Lines of a table: medians with spread, ratios to the peers, then the aims.
  public List<String> text() {
    var lines = new ArrayList<String>();
    lines.add("medians of %d starts, ± half the spread".formatted(settings.starts()));
    lines.add(row("", "tocsin", "californium", "gnutls", "/californium", "/gnutls"));
    for (var figure : samples.figures()) {
      lines.add(
          row(
              figure.name() + " [" + figure.unit() + "]",
              Cells.cell(samples, Contender.TOCSIN, figure),
              Cells.cell(samples, Contender.CALIFORNIUM, figure),
              Cells.cell(samples, Contender.GNUTLS, figure),
              Cells.ratio(samples, figure, Contender.CALIFORNIUM),
              Cells.ratio(samples, figure, Contender.GNUTLS)));
    }
    lines.add(
        "fdatasync of 4 KiB: median %.0f µs, 99 of 100 within %.0f µs"
            .formatted(disk.medianMicros(), disk.p99Micros()));
    for (var aim : DotsAims.ALL) lines.add(aim.line(samples));
    lines.addAll(remarks);
    return lines;
  }

  private void addDoubts() {
    for (var figure : samples.figures()) {
      for (var server : Contender.values()) {
        var median = samples.median(server, figure);
        if (median.isEmpty()) continue;
        double value = median.getAsDouble();
        addIfInvalid(server, figure);
        if (figure.name().startsWith(Figure.SERVER_LOAD) && value < SERVER_PERCENT_MIN) {
          remarks.add(doubt(server, figure, value, "the server was not saturated"));
        }
      }
    }
  }

  /// Every start counts: the median of a run that was limited by the generator is no median.
  private void addIfInvalid(Contender server, Figure figure) {
    var busy = Cells.busy(samples, server, figure);
    if (busy.isEmpty()) return;
    var run = figure.name().substring(Figure.GENERATOR_LOAD.length());
    invalid.add(new InvalidRun(server, run, busy.getAsDouble()));
    remarks.add(doubt(server, figure, busy.getAsDouble(), "INVALID, the generator was busy"));
  }

  private static String doubt(Contender server, Figure figure, double value, String meaning) {
    return "%s, %s %.0f %%: %s".formatted(server.word(), figure.name(), value, meaning);
  }

  private Map<String, Object> figure(Figure figure) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", figure.name());
    json.put("unit", figure.unit());
    for (var server : Contender.values()) {
      Cells.values(samples, server, figure).ifPresent(found -> json.put(server.word(), found));
    }
    samples
        .ratio(figure, Contender.CALIFORNIUM)
        .ifPresent(ratio -> json.put("ratio_to_californium", Cells.rounded(ratio)));
    samples
        .ratio(figure, Contender.GNUTLS)
        .ifPresent(ratio -> json.put("ratio_to_gnutls", Cells.rounded(ratio)));
    return json;
  }

  private static String row(String... cells) {
    return "%-46s %16s %16s %16s %13s %8s".formatted((Object[]) cells);
  }
}
