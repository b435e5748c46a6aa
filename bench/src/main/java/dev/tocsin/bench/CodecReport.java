// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the benchmarks of the codec under JMH, in processes of their own.
public final class CodecReport {

  private CodecReport() {}

  /// Nanoseconds by operation, with the error that JMH gives (99.9 % confidence). Takes a minute.
  ///
  /// @throws IllegalStateException if JMH cannot run them
  public static Map<String, Object> run() {
    var options =
        new OptionsBuilder()
            .include(CodecBench.class.getName())
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    try {
      var results = List.copyOf(new Runner(options).run());
      var json = new LinkedHashMap<String, Object>();
      results.stream()
          .sorted(Comparator.comparing(result -> result.getParams().getBenchmark()))
          .forEach(result -> json.put(name(result), values(result)));
      return json;
    } catch (RunnerException e) {
      throw new IllegalStateException("JMH cannot run the benchmarks: " + e.getMessage(), e);
    }
  }

  private static String name(RunResult result) {
    var benchmark = result.getParams().getBenchmark();
    return benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }

  private static Map<String, Object> values(RunResult result) {
    var primary = result.getPrimaryResult();
    var values = new LinkedHashMap<String, Object>();
    values.put("nanoseconds", Math.round(primary.getScore() * 10) / 10.0);
    values.put("error", Math.round(primary.getScoreError() * 10) / 10.0);
    return values;
  }
}
