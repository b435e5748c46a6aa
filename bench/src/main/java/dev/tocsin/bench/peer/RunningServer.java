// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A server process pinned to one core, and what the kernel and its virtual machine say about it.
public final class RunningServer implements AutoCloseable {

  private static final long STOP_SECONDS = 20;

  /// What the collector puts where nothing lives any more.
  private static final Predicate<String> FILLER = line -> line.contains("jdk.internal.vm.Filler");

  private final Process process;
  private final Path log;

  private RunningServer(Process process, Path log) {
    this.process = process;
    this.log = log;
    // Whoever stops the bench shall not find its servers running.
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroyForcibly));
  }

  /// @param log gets what the server prints
  public static RunningServer start(List<String> command, int core, Path log) {
    return start(command, Integer.toString(core), log);
  }

  /// @param cores as taskset writes them: `0-1`
  /// @param log gets what the server prints
  public static RunningServer start(List<String> command, String cores, Path log) {
    var pinned = new java.util.ArrayList<>(List.of("taskset", "-c", cores));
    pinned.addAll(command);
    try {
      var process =
          new ProcessBuilder(pinned)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
      return new RunningServer(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.getFirst(), e);
    }
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /// Processor time since its start, of all threads.
  public double cpuSeconds() {
    return ProcessorTime.of(process.pid());
  }

  /// What it printed, for a message about what went wrong.
  public String lastWords() {
    try {
      var lines = Files.readAllLines(log, UTF_8);
      return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    } catch (IOException e) {
      return "nothing readable";
    }
  }

  /// Bytes of live objects in its heap, garbage collected before. Java servers only.
  public long liveHeapBytes() {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      var counting =
          new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram")
              .redirectErrorStream(true)
              .start();
      var lines = new String(counting.getInputStream().readAllBytes(), UTF_8).lines().toList();
      // The last line: Total <instances> <bytes>
      var total = lines.isEmpty() ? "" : lines.getLast();
      if (!total.startsWith("Total")) {
        throw new IllegalStateException("jcmd counted no heap: " + total);
      }
      return bytes(total) - lines.stream().filter(FILLER).mapToLong(RunningServer::bytes).sum();
    } catch (IOException e) {
      throw new UncheckedIOException("jcmd cannot be run", e);
    }
  }

  /// From a line of `number: instances bytes class`, or of the total.
  private static long bytes(String line) {
    return Long.parseLong(line.strip().split("\\s+")[2]);
  }

  /// Bytes of memory the kernel has given it.
  public long residentBytes() {
    try {
      for (var line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) return 1024 * Long.parseLong(line.split("\\s+")[1]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("the kernel says nothing of its memory");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
