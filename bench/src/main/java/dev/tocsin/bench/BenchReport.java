// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.bench.peer.Contender;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What a bench measured, as a table and as values for JSON.
public final class BenchReport {

  /// From here on the generator may be what limits the rate, and a run says nothing about servers.
  private static final double GENERATOR_PERCENT = 70;

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
          "server", server.word(), "run", run, "generator_cpu_percent", rounded(generatorPercent));
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
        && Aim.ALL.stream().allMatch(aim -> aim.reached(samples).stream().anyMatch(aim::isMetBy));
  }

  /// Every figure with its peers', every aim, and `aims_met`.
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("java", Runtime.version().toString());
    json.put("processors", Runtime.getRuntime().availableProcessors());
    json.put("starts", settings.starts());
    json.put("fdatasync_median_us", rounded(disk.medianMicros()));
    json.put("fdatasync_p99_us", rounded(disk.p99Micros()));
    json.put("figures", samples.figures().stream().map(this::figure).toList());
    json.put("aims", Aim.ALL.stream().map(this::aim).toList());
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
              cell(samples, Contender.TOCSIN, figure),
              cell(samples, Contender.CALIFORNIUM, figure),
              cell(samples, Contender.GNUTLS, figure),
              ratio(figure, Contender.CALIFORNIUM),
              ratio(figure, Contender.GNUTLS)));
    }
    lines.add(
        "fdatasync of 4 KiB: median %.0f µs, 99 of 100 within %.0f µs"
            .formatted(disk.medianMicros(), disk.p99Micros()));
    for (var aim : Aim.ALL) {
      var reached = aim.reached(samples);
      var verdict =
          reached.isEmpty()
              ? "not measured"
              : aim.isMetBy(reached.getAsDouble()) ? "met" : "MISSED";
      var value = reached.isEmpty() ? "" : " (%.2f)".formatted(reached.getAsDouble());
      lines.add("aim: %s %s: %s%s".formatted(aim.figure().name(), aim.text(), verdict, value));
    }
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
        if (figure.name().startsWith("server_cpu_") && value < SERVER_PERCENT_MIN) {
          remarks.add(doubt(server, figure, value, "the server was not saturated"));
        }
      }
    }
  }

  /// Every start counts: the median of a run that was limited by the generator is no median.
  private void addIfInvalid(Contender server, Figure figure) {
    var busy = busy(samples, server, figure);
    if (busy.isEmpty()) return;
    var run = figure.name().substring(Figure.GENERATOR_LOAD.length());
    invalid.add(new InvalidRun(server, run, busy.getAsDouble()));
    remarks.add(doubt(server, figure, busy.getAsDouble(), "INVALID, the generator was busy"));
  }

  /// What of its core the generator took in its busiest run, if that was too much.
  static <S> OptionalDouble busy(Samples<S> samples, S server, Figure figure) {
    if (!figure.name().startsWith(Figure.GENERATOR_LOAD)) return OptionalDouble.empty();
    return samples.of(server, figure).stream()
        .mapToDouble(Double::doubleValue)
        .filter(percent -> percent >= GENERATOR_PERCENT)
        .max();
  }

  private static String doubt(Contender server, Figure figure, double value, String meaning) {
    return "%s, %s %.0f %%: %s".formatted(server.word(), figure.name(), value, meaning);
  }

  private Map<String, Object> figure(Figure figure) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", figure.name());
    json.put("unit", figure.unit());
    for (var server : Contender.values()) {
      values(samples, server, figure).ifPresent(found -> json.put(server.word(), found));
    }
    put(json, "ratio_to_californium", samples.ratio(figure, Contender.CALIFORNIUM));
    put(json, "ratio_to_gnutls", samples.ratio(figure, Contender.GNUTLS));
    return json;
  }

  /// Median, spread and all values; empty if there is none.
  static <S> Optional<Map<String, Object>> values(Samples<S> samples, S server, Figure figure) {
    var median = samples.median(server, figure);
    if (median.isEmpty()) return Optional.empty();
    var values = new LinkedHashMap<String, Object>();
    values.put("median", rounded(median.getAsDouble()));
    samples.spread(server, figure).ifPresent(spread -> values.put("spread", rounded(spread)));
    values.put("values", samples.of(server, figure).stream().map(BenchReport::rounded).toList());
    return Optional.of(values);
  }

  private Map<String, Object> aim(Aim aim) {
    var json = new LinkedHashMap<String, Object>();
    json.put("figure", aim.figure().name());
    json.put("aim", aim.text());
    var reached = aim.reached(samples);
    put(json, "reached", reached);
    json.put("met", reached.stream().anyMatch(aim::isMetBy));
    return json;
  }

  private static void put(Map<String, Object> json, String name, OptionalDouble value) {
    value.ifPresent(number -> json.put(name, rounded(number)));
  }

  static <S> String cell(Samples<S> samples, S server, Figure figure) {
    var median = samples.median(server, figure);
    if (median.isEmpty()) return "–";
    var spread = samples.spread(server, figure);
    boolean isSingle = samples.of(server, figure).size() == 1;
    return number(median.getAsDouble())
        + (spread.isEmpty() || isSingle ? "" : " ±%.0f%%".formatted(50 * spread.getAsDouble()));
  }

  private String ratio(Figure figure, Contender peer) {
    var ratio = samples.ratio(figure, peer);
    return ratio.isEmpty() ? "" : "%.2f".formatted(ratio.getAsDouble());
  }

  private static String number(double value) {
    return Math.abs(value) >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  private static String row(String... cells) {
    return "%-46s %16s %16s %16s %13s %8s".formatted((Object[]) cells);
  }

  static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
