// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.bench.measure.BenchException;
import dev.tocsin.bench.measure.DiskSync;
import dev.tocsin.bench.measure.Samples;
import dev.tocsin.bench.measure.Workplace;
import dev.tocsin.bench.peer.Keys;
import dev.tocsin.bench.peer.Tools;
import dev.tocsin.bench.route.RouteBench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;

/// The data channel beside a Jetty that sends the same bytes without any logic, under the same load
/// in the same run: pinned to one core and started anew in turns. Then the way of a request to the
/// flow specification at a second BGP speaker.
public final class DataBench {

  private static final int SERVER_CORE = 0;
  private static final int GENERATOR_CORE = 1;

  private final Settings settings;
  private final Consumer<String> progress;
  private final Samples<DataContender> samples = new Samples<>(DataContender.TOCSIN);

  /// @param starts of each server
  public record Settings(int starts, DotsBench.Times times) {
    public Settings {
      if (starts < 1) {
        throw new IllegalArgumentException("expected at least 1 start, got " + starts);
      }
    }
  }

  private DataBench(Settings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /// @param progress gets a line now and then
  /// @throws BenchException if the machine lacks what the bench needs, or a server fails
  public static DataReport run(Settings settings, Consumer<String> progress) {
    return new DataBench(settings, progress).measure();
  }

  private DataReport measure() {
    DotsBench.requireMachine();
    NativeCryptography.install();
    Tools.pinThisProcess(GENERATOR_CORE);
    try (var workplace = Workplace.open()) {
      var folder = workplace.folder();
      var disk = DiskSync.measure(folder);
      progress.accept("fdatasync of 4 KiB: median %.0f µs".formatted(disk.medianMicros()));
      var keys = Keys.create(folder.resolve("keys"), Instant.now());
      for (int start = 1; start <= settings.starts(); start++) {
        for (var contender : DataContender.values()) trial(contender, start, keys, folder);
        if (RouteBench.unavailable().isEmpty()) routes(start, keys, folder);
      }
      return new DataReport(samples, disk, settings.starts(), RouteBench.unavailable());
    }
  }

  private void trial(DataContender contender, int start, Keys keys, Path folder) {
    progress.accept("%s: start %d of %d".formatted(contender.word(), start, settings.starts()));
    var home = created(folder.resolve(contender.word() + "-" + start));
    var answer = folder.resolve("answer.json");
    var ports = new DataContender.Ports(freePort(), freePort());
    try (var server = contender.start(keys, ports, home, answer, SERVER_CORE)) {
      var address = new InetSocketAddress("127.0.0.1", ports.data());
      var started = new DataTrial.Started(server, keys, address, answer);
      new DataTrial(settings, contender, samples, progress, started).run();
    }
  }

  private void routes(int start, Keys keys, Path folder) {
    progress.accept("flow specifications: start %d of %d".formatted(start, settings.starts()));
    var home = created(folder.resolve("routes-" + start));
    var cores = new RouteBench.Cores(SERVER_CORE, GENERATOR_CORE);
    var ports = new RouteBench.Ports(freePort(), freePort(), freePort());
    try {
      var times = RouteBench.run(keys, home, cores, ports);
      DataReport.add(samples, times);
      progress.accept(
          "flow specifications of %d requests: median %.0f µs, p99 %.0f µs"
              .formatted(times.requests(), times.sinceRequest(0.5), times.sinceRequest(0.99)));
    } catch (IllegalStateException e) {
      throw new BenchException("flow specifications: " + e.getMessage());
    }
  }

  private static Path created(Path folder) {
    try {
      return Files.createDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }
}
