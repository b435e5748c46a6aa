// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.plot;

import dev.tocsin.ringsim.Figures;
import dev.tocsin.ringsim.RingResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The pictures of a run, by the names of their files.
public final class RunPlots {

  private static final int BINS = 30;
  private static final int LABEL_EVERY = 5;
  private static final int MINUTE_PARTS = 10;
  // Beyond it lies one of a hundred: it would press all others to the left.
  private static final double MOST = 0.99;

  private RunPlots() {}

  public static Map<String, String> of(RingResult result) {
    var plots = new LinkedHashMap<String, String>();
    plots.put("hops.svg", hops(result.hops()).svg());
    plots.put("success.svg", success(result).svg());
    plots.put(
        "latency.svg",
        spread("Look-ups by the time that they took", "milliseconds", result.millis()).svg());
    plots.put(
        "traffic.svg",
        spread("Peers by what they sent", "bytes per second", result.traffic().bytesPerSecond())
            .svg());
    plots.put(
        "load.svg",
        spread(
                "Peers by messages of others that they passed on",
                "messages",
                result.traffic().forwarded())
            .svg());
    return plots;
  }

  private static Bars hops(Figures hops) {
    var labels = new ArrayList<String>();
    var values = new ArrayList<Double>();
    int most = hops.count() == 0 ? 0 : (int) hops.max();
    int every = Math.max(1, most / 20);
    for (int i = 0; i <= most; i++) {
      labels.add(i % every == 0 ? String.valueOf(i) : "");
      values.add((double) hops.between(i, i + 1));
    }
    return new Bars("Look-ups by the hops that they took", "hops", labels, values);
  }

  private static Bars success(RingResult result) {
    var success = result.lookups().success();
    double partSeconds = result.traffic().seconds() / success.size();
    var labels = new ArrayList<String>();
    for (int i = 0; i < success.size(); i++) {
      labels.add(i % MINUTE_PARTS == 0 ? number(i * partSeconds) : "");
    }
    return new Bars("Share of look-ups that came to the right peer", "seconds", labels, success);
  }

  private static Bars spread(String title, String axis, Figures figures) {
    var labels = new ArrayList<String>();
    var values = new ArrayList<Double>();
    double width = figures.count() == 0 ? 1 : Math.max(figures.quantile(MOST), 1e-9) / BINS;
    for (int i = 0; i < BINS; i++) {
      labels.add(i % LABEL_EVERY == 0 ? number(i * width) : "");
      values.add((double) figures.between(i * width, (i + 1) * width));
    }
    labels.add("more");
    values.add((double) figures.between(BINS * width, Double.POSITIVE_INFINITY));
    return new Bars(title, axis, List.copyOf(labels), List.copyOf(values));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2g" : "%,.0f", value);
  }
}
