// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.bench.measure.Aim;
import dev.tocsin.bench.measure.Cells;
import dev.tocsin.bench.measure.Figure;
import dev.tocsin.bench.measure.Samples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a bench of ALTO measured, as a table and as values for JSON.
public final class AltoReport {

  private final Samples<AltoContender> samples;
  private final int starts;
  private final List<String> remarks;

  AltoReport(Samples<AltoContender> samples, int starts, List<String> remarks) {
    this.samples = samples;
    this.starts = starts;
    this.remarks = List.copyOf(remarks);
  }

  /// Every figure with its peers', every aim, and `aims_met`.
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("java", Runtime.version().toString());
    json.put("processors", Runtime.getRuntime().availableProcessors());
    json.put("starts", starts);
    json.put("figures", samples.figures().stream().map(this::figure).toList());
    json.put("aims", AltoFigures.AIMS.stream().map(aim -> aim.json(samples)).toList());
    json.put("invalid_runs", invalid());
    json.put("remarks", remarks);
    json.put("aims_met", AltoFigures.AIMS.stream().allMatch(this::isMet) && invalid().isEmpty());
    return json;
  }

  private boolean isMet(Aim<AltoContender> aim) {
    return aim.reached(samples).stream().anyMatch(aim::isMetBy);
  }

  private Map<String, Object> figure(Figure figure) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", figure.name());
    json.put("unit", figure.unit());
    for (var each : AltoContender.values()) {
      Cells.values(samples, each, figure).ifPresent(found -> json.put(word(each), found));
      if (each == AltoContender.TOCSIN) continue;
      samples
          .ratio(figure, each)
          .ifPresent(ratio -> json.put("ratio_to_" + word(each), Cells.rounded(ratio)));
    }
    return json;
  }

  /// Lines of a table: medians with spread, ratios to the peers, then the aims.
  public List<String> text() {
    var lines = new ArrayList<String>();
    lines.add("medians of %d starts, ± half the spread".formatted(starts));
    for (var figure : samples.figures()) lines.add(line(figure));
    for (var aim : AltoFigures.AIMS) lines.add(aim.line(samples));
    for (var run : invalid()) lines.add("INVALID, the load was busy: " + run);
    lines.addAll(remarks);
    return lines;
  }

  private String line(Figure figure) {
    var line = new StringBuilder();
    line.append("%-44s".formatted(figure.name() + " [" + figure.unit() + "]"));
    for (var each : AltoContender.values()) {
      if (samples.median(each, figure).isEmpty()) continue;
      line.append("  ").append(word(each)).append(' ').append(Cells.cell(samples, each, figure));
      if (each == AltoContender.TOCSIN) continue;
      line.append(" (ratio ").append(Cells.ratio(samples, figure, each)).append(')');
    }
    return line.toString();
  }

  private List<String> invalid() {
    var found = new ArrayList<String>();
    for (var figure : samples.figures()) {
      for (var each : AltoContender.values()) {
        Cells.busy(samples, each, figure)
            .ifPresent(
                percent ->
                    found.add("%s %s %.0f %%".formatted(word(each), figure.name(), percent)));
      }
    }
    return found;
  }

  private static String word(AltoContender contender) {
    return contender.name().toLowerCase(Locale.ROOT);
  }
}
