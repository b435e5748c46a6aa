// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.bench.measure.BenchException;
import dev.tocsin.bench.measure.DiskSync;
import dev.tocsin.bench.measure.Samples;
import dev.tocsin.bench.measure.Workplace;
import dev.tocsin.bench.peer.Contender;
import dev.tocsin.bench.peer.Keys;
import dev.tocsin.bench.peer.Tools;
import dev.tocsin.bench.restart.CommandStart;
import dev.tocsin.bench.restart.RestartBench;
import dev.tocsin.lab.Lab;
import dev.tocsin.lab.LabException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// The DOTS server beside a bare Californium and libcoap on GnuTLS, under the same load in the same
/// run. Servers are pinned to one core and started anew in turns; the generator, which is this
/// process, has another core. Everything stays on loopback.
public final class DotsBench {

  private static final int SERVER_CORE = 0;
  private static final int GENERATOR_CORE = 1;
  private static final int RESTART_MITIGATIONS = 100_000;

  private final Settings settings;
  private final Consumer<String> progress;
  private final Samples<Contender> samples = new Samples<>(Contender.TOCSIN);
  private final List<String> remarks = new ArrayList<>();

  /// @param servers to measure, in the order of each round
  /// @param starts of each server
  /// @param parts to measure
  /// @param sessions of the PUT runs, one run each
  /// @param idleSessions to weigh
  /// @param times of warming up, settling and measuring
  public record Settings(
      List<Contender> servers,
      int starts,
      Set<Part> parts,
      List<Integer> sessions,
      int idleSessions,
      Times times) {

    public Settings {
      servers = List.copyOf(servers);
      parts = Set.copyOf(parts);
      sessions = List.copyOf(sessions);
      if (parts.isEmpty()) throw new IllegalArgumentException("no part to measure");
      if (servers.isEmpty()) throw new IllegalArgumentException("no server to measure");
      if (starts < 1)
        throw new IllegalArgumentException("expected at least 1 start, got " + starts);
      for (int count : sessions) {
        if (count < 1) throw new IllegalArgumentException("expected a session, got " + count);
      }
      if (idleSessions < 1) {
        throw new IllegalArgumentException("expected at least 1 idle session, got " + idleSessions);
      }
    }

    /// What the aims are about: three starts, 1, 16 and 64 sessions, 10,000 idle ones.
    public static Settings defaults() {
      return new Settings(
          List.of(Contender.values()),
          3,
          EnumSet.allOf(Part.class),
          List.of(1, 16, 64),
          10_000,
          Times.measuring(5));
    }

    Duration warmUp() {
      return times.warmUp();
    }

    Duration settle() {
      return times.settle();
    }

    Duration measure() {
      return times.measure();
    }
  }

  /// What can be measured alone, while somebody works on it.
  public enum Part {
    MEMORY,
    PUT,
    HANDSHAKES,
    RESTART,
    COMMAND
  }

  /// @param warmUp the least after each start of a Java server; it goes on until nothing gets
  ///   faster
  /// @param settle before each measurement
  public record Times(Duration warmUp, Duration settle, Duration measure) {
    public static Times measuring(int seconds) {
      // On one core the compilers of a virtual machine need some fifteen seconds.
      return new Times(
          Duration.ofSeconds(3L * seconds), Duration.ofSeconds(1), Duration.ofSeconds(seconds));
    }
  }

  private DotsBench(Settings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /// Runs everything; takes some twenty minutes with the defaults.
  ///
  /// @param progress gets a line now and then
  /// @throws BenchException if the machine lacks what the bench needs, or a server fails
  public static BenchReport run(Settings settings, Consumer<String> progress) {
    return new DotsBench(settings, progress).measure();
  }

  private BenchReport measure() {
    requireMachine();
    NativeCryptography.install();
    if (settings.parts().contains(Part.COMMAND)) commandStart();
    if (settings.parts().contains(Part.RESTART)) restarts();
    Tools.pinThisProcess(GENERATOR_CORE);
    try (var workplace = Workplace.open()) {
      var folder = workplace.folder();
      var disk = DiskSync.measure(folder);
      progress.accept("fdatasync of 4 KiB: median %.0f µs".formatted(disk.medianMicros()));
      var keys = Keys.create(folder.resolve("keys"), Instant.now());
      var servers = servers();
      for (int start = 1; start <= settings.starts(); start++) {
        for (var server : servers) trial(server, start, keys, folder);
      }
      return new BenchReport(samples, disk, settings, remarks);
    }
  }

  private void commandStart() {
    var launcher = CommandStart.launcher();
    if (launcher.isEmpty()) {
      remarks.add("command was not measured: the bench was not started by ./tocsin");
      progress.accept(remarks.getLast());
      return;
    }
    for (double seconds : CommandStart.run(launcher.get())) {
      samples.add(Contender.TOCSIN, DotsFigures.HELP, seconds);
    }
    progress.accept(
        "tocsin --help: %.2f s"
            .formatted(samples.median(Contender.TOCSIN, DotsFigures.HELP).orElseThrow()));
  }

  /// On all cores: this is about durations that somebody waits for.
  private void restarts() {
    var lacking = Lab.unavailable();
    if (lacking.isPresent()) {
      remarks.add("restart was not measured: " + lacking.get());
      progress.accept(remarks.getLast());
      return;
    }
    try {
      for (var each : RestartBench.run(RESTART_MITIGATIONS, settings.starts(), progress)) {
        samples.add(Contender.TOCSIN, DotsFigures.RESTART_READY, each.readySeconds());
        samples.add(
            Contender.TOCSIN, DotsFigures.restartAgreed(each.found()), each.agreedSeconds());
      }
    } catch (IllegalStateException | LabException e) {
      throw new BenchException("restart: " + e.getMessage());
    }
  }

  private void trial(Contender contender, int start, Keys keys, Path folder) {
    progress.accept("%s: start %d of %d".formatted(contender.word(), start, settings.starts()));
    var home = folder.resolve(contender.word() + "-" + start);
    createFolder(home);
    int port = freePort();
    try (var server = contender.start(keys, port, SERVER_CORE, home)) {
      var started = new Trial.Started(server, keys, new InetSocketAddress("127.0.0.1", port));
      new Trial(settings, contender, samples, progress, started).run();
    }
  }

  private List<Contender> servers() {
    var servers = new ArrayList<Contender>();
    if (EnumSet.of(Part.RESTART, Part.COMMAND).containsAll(settings.parts())) return List.of();
    for (var server : settings.servers()) {
      var missing = server.missing();
      if (missing.isEmpty()) {
        servers.add(server);
      } else {
        remarks.add(server.word() + " was not measured: " + missing);
        progress.accept(remarks.getLast());
      }
    }
    return servers;
  }

  static void requireMachine() {
    if (!Tools.exists("taskset")) {
      throw new BenchException("taskset is not installed (util-linux)");
    }
    if (Runtime.getRuntime().availableProcessors() < 2) {
      throw new BenchException("expected two cores, one for servers and one for the load");
    }
  }

  private static int freePort() {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  private static void createFolder(Path folder) {
    try {
      Files.createDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
