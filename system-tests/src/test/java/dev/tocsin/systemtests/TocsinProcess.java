// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.app.Main;
import dev.tocsin.lab.Host;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The program in a process of its own, from this class path. Its standard output and error are
/// kept apart, line by line.
final class TocsinProcess implements AutoCloseable {

  /// Generous: the machine may be busy with other tests.
  static final Duration PATIENCE = Duration.ofSeconds(90);

  /// A command line that ran to its end.
  record Ended(int exitCode, List<String> out, List<String> err) {

    String text() {
      return String.join("\n", out) + "\n" + String.join("\n", err);
    }
  }

  private final Process process;
  private final boolean wrapped;
  private final Lines out = new Lines();
  private final Lines err = new Lines();
  private final List<Thread> readers;

  private TocsinProcess(Process process, boolean wrapped) {
    this.process = process;
    this.wrapped = wrapped;
    this.readers =
        List.of(reader(process.getInputStream(), out), reader(process.getErrorStream(), err));
  }

  static TocsinProcess start(String... arguments) {
    return new TocsinProcess(launch(command(Main.class, arguments)), false);
  }

  /// Starts it on a host of a lab.
  static TocsinProcess startOn(Host host, String... arguments) {
    return startOn(host, Main.class, arguments);
  }

  /// The same for another main class of this class path.
  static TocsinProcess startOn(Host host, Class<?> main, String... arguments) {
    var command = host.command(command(main, arguments).toArray(String[]::new));
    return new TocsinProcess(launch(command), true);
  }

  static Ended run(String... arguments) {
    try (var running = start(arguments)) {
      return running.ended();
    }
  }

  private static List<String> command(Class<?> main, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  private static Process launch(List<String> command) {
    try {
      var builder = new ProcessBuilder(command);
      builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
      builder.environment().remove("TOCSIN_SOCKET");
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread reader(InputStream from, Lines to) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try (var lines = new BufferedReader(new java.io.InputStreamReader(from, UTF_8))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                  to.add(line);
                }
              } catch (IOException killed) {
                // The pipe broke with the process; what came before it is kept.
              } finally {
                to.end();
              }
            });
  }

  /// Waits for a line on standard output that contains the text, from the first line on.
  String awaitOut(String text) {
    return out.await(text, this::output);
  }

  /// The same on standard error.
  String awaitErr(String text) {
    return err.await(text, this::output);
  }

  /// Writes a line to its standard input.
  void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException("it does not read any more:\n" + output(), e);
    }
  }

  /// All that it said so far.
  String output() {
    return String.join("\n", out.all()) + "\n" + String.join("\n", err.all());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Waits for its end.
  Ended ended() {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still runs after " + PATIENCE + ":\n" + output());
      }
      for (var reader : readers) reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Ended(process.exitValue(), out.all(), err.all());
  }

  /// Programs that enter namespaces pass no signals on: the one behind them is meant.
  private ProcessHandle program() {
    if (!wrapped) return process.toHandle();
    return process.children().findFirst().orElse(process.toHandle());
  }

  /// SIGKILL.
  Ended kill() {
    program().destroyForcibly();
    return ended();
  }

  /// SIGTERM.
  Ended stop() {
    program().destroy();
    return ended();
  }

  /// SIGHUP.
  void hangUp() {
    try {
      var kill = new ProcessBuilder("kill", "-HUP", Long.toString(program().pid())).start();
      if (kill.waitFor() != 0) throw new IllegalStateException("kill ended with an error");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (isAlive()) kill();
  }

  /// Lines that arrive while others wait for them.
  private static final class Lines {
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    synchronized void add(String line) {
      lines.add(line);
      notifyAll();
    }

    synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized List<String> all() {
      return List.copyOf(lines);
    }

    synchronized String await(String text, java.util.function.Supplier<String> output) {
      var deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        for (var line : lines) if (line.contains(text)) return line;
        var left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (ended || left <= 0) {
          throw new AssertionError("did not say '" + text + "' but:\n" + output.get());
        }
        pause(left);
      }
    }

    private void pause(long millis) {
      try {
        wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
