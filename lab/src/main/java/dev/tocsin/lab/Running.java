// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A program that runs on a host of the lab until it ends, is stopped, or the lab is closed.
public final class Running implements AutoCloseable {

  private static final Duration STOP_WAIT_MAX = Duration.ofSeconds(10);

  private final Process entered;

  private Running(Process entered) {
    this.entered = entered;
  }

  static Running toFile(List<String> command, Path output) {
    try {
      var builder = Commands.prepare(command).redirectErrorStream(true);
      return new Running(
          builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())).start());
    } catch (IOException e) {
      throw new LabException("`" + String.join(" ", command) + "` did not start", e);
    }
  }

  static Running toLines(List<String> command, Consumer<String> line) {
    try {
      var process = Commands.prepare(command).redirectErrorStream(true).start();
      Thread.ofVirtual().name("lab-output").start(() -> hand(process, line));
      return new Running(process);
    } catch (IOException e) {
      throw new LabException("`" + String.join(" ", command) + "` did not start", e);
    }
  }

  private static void hand(Process process, Consumer<String> line) {
    try (var out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
      for (var next = out.readLine(); next != null; next = out.readLine()) line.accept(next);
    } catch (IOException e) {
      // The pipe breaks when the process is killed: nothing more to hand over.
      line.accept("output ended: " + e.getMessage());
    }
  }

  /// The program itself; `nsenter` in front of it passes no signals on.
  private ProcessHandle program() {
    return entered.children().findFirst().orElse(entered.toHandle());
  }

  /// Process number as the real machine sees it.
  public long pid() {
    return program().pid();
  }

  public boolean isAlive() {
    return entered.isAlive();
  }

  /// Asks it to end (SIGTERM), and kills it when it does not within ten seconds.
  public void stop() {
    program().destroy();
    if (!await(STOP_WAIT_MAX)) kill();
  }

  /// Kills it (SIGKILL) and waits until it is gone.
  public void kill() {
    program().destroyForcibly();
    if (!await(STOP_WAIT_MAX)) throw new LabException("process " + pid() + " survived SIGKILL");
  }

  /// Waits for its end.
  ///
  /// @return false if it still runs after that time
  public boolean await(Duration longest) {
    try {
      return entered.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while waiting for process " + entered.pid(), e);
    }
  }

  /// Exit code of an ended program; 128 and the signal's number if a signal ended it.
  public int exitCode() {
    return entered.exitValue();
  }

  @Override
  public void close() {
    if (isAlive()) stop();
  }
}
