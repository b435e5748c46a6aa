// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.bench.measure.BenchException;
import dev.tocsin.bench.measure.Figure;
import dev.tocsin.bench.measure.Samples;
import dev.tocsin.bench.peer.ProcessorTime;
import dev.tocsin.bench.peer.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Debian's wrk as the load: one thread on a core of its own, the same for every server.
final class Wrk {

  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)\\b");
  private static final Pattern WRONG =
      Pattern.compile("Non-2xx or 3xx responses: \\d+|Socket errors: .*");

  private final List<String> command = new ArrayList<>();
  private final Duration length;

  /// @param rate answers per second
  /// @param loadPercent of its core that wrk took
  /// @param serverPercent of its core that the server took
  record Result(
      double rate,
      double p99Micros,
      double serverMicros,
      double loadPercent,
      double serverPercent) {

    void addTo(
        Samples<AltoContender> samples, AltoContender server, Figure rateFigure, Figure cpu) {
      samples.add(server, rateFigure, rate);
      samples.add(server, cpu, serverMicros);
      samples.add(server, Figure.serverLoad(rateFigure.name()), serverPercent);
      samples.add(server, Figure.generatorLoad(rateFigure.name()), loadPercent);
    }

    String text() {
      return "%,.0f/s, %.1f µs of CPU each (server %.0f %%, wrk %.0f %%)"
          .formatted(rate, serverMicros, serverPercent, loadPercent);
    }
  }

  Wrk(int core, int connections, Duration length) {
    this.length = length;
    command.addAll(
        List.of("taskset", "-c", Integer.toString(core), "wrk", "-t1", "-c" + connections));
    command.addAll(List.of("-d" + length.toSeconds() + "s", "--latency", "--timeout", "10s"));
  }

  Wrk header(String name, String value) {
    command.addAll(List.of("-H", name + ": " + value));
    return this;
  }

  Wrk script(String file) {
    command.addAll(List.of("-s", file));
    return this;
  }

  /// @throws BenchException if an answer was none that is wanted
  Result run(String uri, RunningServer server) {
    command.add(uri);
    try {
      double before = server.cpuSeconds();
      long start = System.nanoTime();
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      double own = own(process, start);
      var said = new String(process.getInputStream().readAllBytes(), UTF_8);
      process.waitFor();
      double seconds = (System.nanoTime() - start) / 1e9;
      double used = server.cpuSeconds() - before;
      return result(said, used, seconds, own);
    } catch (IOException e) {
      throw new UncheckedIOException("wrk cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// What part of its core it takes, looked at shortly before its end: then it is gone.
  private double own(Process process, long start) throws InterruptedException {
    Thread.sleep(length.minusMillis(300));
    double used = ProcessorTime.of(process.pid());
    return used / ((System.nanoTime() - start) / 1e9);
  }

  private static Result result(String said, double used, double seconds, double own) {
    var wrong = WRONG.matcher(said);
    if (wrong.find()) throw new BenchException("wrk got other answers: " + wrong.group());
    var p99 = P99.matcher(said);
    if (!p99.find()) throw new BenchException("wrk said: " + said);
    double unit = p99.group(2).equals("us") ? 1 : p99.group(2).equals("ms") ? 1e3 : 1e6;
    return new Result(
        number(RATE, said),
        Double.parseDouble(p99.group(1)) * unit,
        used * 1e6 / number(REQUESTS, said),
        100 * own,
        100 * used / seconds);
  }

  private static double number(Pattern pattern, String said) {
    var found = pattern.matcher(said);
    if (!found.find()) throw new BenchException("wrk said: " + said);
    return Double.parseDouble(found.group(1));
  }
}
