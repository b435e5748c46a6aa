// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.bench.measure.Jmh;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;

/// Runs the benchmarks of the codec under JMH, in processes of their own.
public final class CodecReport {

  private CodecReport() {}

  /// Nanoseconds by operation, with the error that JMH gives (99.9 % confidence). Takes a minute.
  ///
  /// @throws IllegalStateException if JMH cannot run them
  public static Map<String, Object> run() {
    var json = new LinkedHashMap<String, Object>();
    for (var result : Jmh.run(CodecBench.class)) json.put(Jmh.name(result), values(result));
    return json;
  }

  private static Map<String, Object> values(RunResult result) {
    var primary = result.getPrimaryResult();
    var values = new LinkedHashMap<String, Object>();
    values.put("nanoseconds", Math.round(primary.getScore() * 10) / 10.0);
    values.put("error", Math.round(primary.getScoreError() * 10) / 10.0);
    return values;
  }
}
