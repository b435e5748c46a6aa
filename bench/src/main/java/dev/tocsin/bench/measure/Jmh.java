// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.measure;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the benchmarks of a class under JMH, in processes of their own: what the compiler makes of
/// one does not depend on what ran before.
public final class Jmh {

  private Jmh() {}

  /// The results by name of the benchmark.
  ///
  /// @throws IllegalStateException if JMH cannot run them
  public static List<RunResult> run(Class<?> benchmarks) {
    return run(options(benchmarks));
  }

  /// The same in so many processes, one after the other.
  public static List<RunResult> run(Class<?> benchmarks, int processes) {
    return run(options(benchmarks).forks(processes));
  }

  /// The same, with these values of a parameter one after the other.
  public static List<RunResult> run(Class<?> benchmarks, String parameter, List<String> values) {
    return run(options(benchmarks).param(parameter, values.toArray(String[]::new)));
  }

  private static ChainedOptionsBuilder options(Class<?> benchmarks) {
    return new OptionsBuilder()
        .include(benchmarks.getName())
        .verbosity(VerboseMode.SILENT)
        .shouldFailOnError(true);
  }

  private static List<RunResult> run(ChainedOptionsBuilder options) {
    try {
      Collection<RunResult> results = new Runner(options.build()).run();
      return results.stream()
          .sorted(Comparator.comparing(result -> result.getParams().getBenchmark()))
          .toList();
    } catch (RunnerException e) {
      throw new IllegalStateException("JMH cannot run the benchmarks: " + e.getMessage(), e);
    }
  }

  /// The method's name.
  public static String name(RunResult result) {
    var benchmark = result.getParams().getBenchmark();
    return benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }

  /// What each process measured by itself.
  public static List<Double> scores(RunResult result) {
    return result.getBenchmarkResults().stream()
        .map(each -> each.getPrimaryResult().getScore())
        .toList();
  }
}
