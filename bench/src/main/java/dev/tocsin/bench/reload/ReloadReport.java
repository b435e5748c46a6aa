// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.reload;

import com.sun.management.ThreadMXBean;
import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.bench.measure.Jmh;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;

/// Runs the benchmarks of RELOAD's messages under JMH, in processes of their own, and simulates a
/// ring in this one.
public final class ReloadReport {

  private static final double TIMES_MAX = 2;
  private static final int ROUNDS = 200_000;

  private ReloadReport() {}

  /// Figures by name: nanoseconds and operations a second on one core, and what forwarding leaves
  /// for the collector; then those of a simulated ring. Takes three minutes.
  ///
  /// @throws IllegalStateException if JMH cannot run them
  public static Map<String, Object> run() {
    var json = new LinkedHashMap<String, Object>();
    var bench = new MessageBench();
    json.put("message_bytes", bench.bytes().length);
    var results = Jmh.run(MessageBench.class);
    for (var result : results) {
      json.put(words(Jmh.name(result)), values(result, "nanoseconds"));
    }
    json.put("forward_aim", aim(score(results, "forward") / score(results, "forwardByHand")));
    json.put("forward_garbage", garbage(bench));
    signatures(json);
    json.put("simulated_ring", RingBench.run(RingBench.FULL));
    return json;
  }

  private static double score(List<RunResult> results, String name) {
    return results.stream()
        .filter(result -> Jmh.name(result).equals(name))
        .findFirst()
        .orElseThrow()
        .getPrimaryResult()
        .getScore();
  }

  private static String words(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> values(RunResult result, String unit) {
    var primary = result.getPrimaryResult();
    var values = new LinkedHashMap<String, Object>();
    values.put(unit, tenths(primary.getScore()));
    values.put("error", tenths(primary.getScoreError()));
    return values;
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static Map<String, Object> aim(double times) {
    var values = new LinkedHashMap<String, Object>();
    values.put("aim", "at most " + TIMES_MAX + " times by hand");
    values.put("reached", Math.round(times * 100) / 100.0);
    values.put("met", times <= TIMES_MAX);
    return values;
  }

  /// Bytes of each message that is passed on, beside those of what goes out.
  private static Map<String, Object> garbage(MessageBench bench) {
    var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    passOn(bench);
    long before = thread.getCurrentThreadAllocatedBytes();
    passOn(bench);
    long each = (thread.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
    var values = new LinkedHashMap<String, Object>();
    values.put("allocated_bytes", each);
    values.put("outgoing_bytes", bench.forward().length);
    return values;
  }

  private static void passOn(MessageBench bench) {
    for (int i = 0; i < ROUNDS; i++) bench.forward();
  }

  private static void signatures(Map<String, Object> json) {
    var choice = NativeCryptography.install();
    var cryptographies =
        choice.isNative()
            ? List.of(SignatureBench.JDK, SignatureBench.NATIVE)
            : List.of(SignatureBench.JDK);
    json.put("native_cryptography", choice.isNative() ? choice.provider() : choice.reason());
    for (var result : Jmh.run(SignatureBench.class, SignatureBench.CRYPTOGRAPHY, cryptographies)) {
      var with = result.getParams().getParam(SignatureBench.CRYPTOGRAPHY);
      json.put(Jmh.name(result) + "_" + with, values(result, "per_second"));
    }
  }
}
