// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.sim;

import dev.tocsin.ringsim.Figures;
import dev.tocsin.ringsim.RingResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a run showed, for people and for programs.
final class RunReport {

  private RunReport() {}

  /// @param peers at the start
  static Map<String, Object> json(int peers, long seed, RingResult result) {
    var json = new LinkedHashMap<String, Object>();
    json.put("peers", peers);
    json.put("seed", seed);
    json.put("peers_at_end", result.peers());
    json.put("lookups", result.lookups().all());
    json.put("lookups_failed", result.lookups().failed());
    json.put("lookups_wrong", result.lookups().wrong());
    put(json, "hops", result.hops());
    put(json, "latency_ms", result.millis());
    put(json, "join_seconds", result.joined());
    put(json, "sent_bytes_per_second", result.traffic().bytesPerSecond());
    put(json, "forwarded", result.traffic().forwarded());
    json.put("messages", result.traffic().messages());
    json.put("bytes", result.traffic().bytes());
    json.put("virtual_seconds", result.traffic().seconds());
    return json;
  }

  private static void put(Map<String, Object> json, String name, Figures figures) {
    if (figures.count() == 0) return;
    json.put(name + "_mean", figures.mean());
    json.put(name + "_p50", figures.quantile(0.5));
    json.put(name + "_p99", figures.quantile(0.99));
    json.put(name + "_max", figures.max());
  }

  static List<String> text(RingResult result) {
    var lines = new ArrayList<String>();
    var lookups = result.lookups();
    lines.add(
        format(
            "%,d look-ups, %,d failed (%,d answered by the wrong peer): %.3f %% successful",
            lookups.all(), lookups.failed(), lookups.wrong(), 100 * lookups.successes()));
    lines.add(format("%-34s %10s %10s %10s %10s", "", "mean", "p50", "p99", "max"));
    line(lines, "hops", result.hops());
    line(lines, "there and back, ms", result.millis());
    line(lines, "time to join, s", result.joined());
    line(lines, "sent by a peer, bytes/s", result.traffic().bytesPerSecond());
    line(lines, "passed on by a peer, messages", result.traffic().forwarded());
    lines.add(
        format(
            "%,d peers at the end; %,d messages and %,d bytes in %,.0f s of virtual time",
            result.peers(),
            result.traffic().messages(),
            result.traffic().bytes(),
            result.traffic().seconds()));
    return lines;
  }

  private static void line(List<String> lines, String name, Figures figures) {
    if (figures.count() == 0) return;
    lines.add(
        format(
            "%-34s %10.2f %10.2f %10.2f %10.2f",
            name, figures.mean(), figures.quantile(0.5), figures.quantile(0.99), figures.max()));
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
