// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A program of Debian's that a test runs beside ours. Without it the test is skipped by name.
///
/// @param log what it prints
record ForeignProgram(Process process, Path log) implements AutoCloseable {

  private static final String SBIN = ":/usr/sbin:/sbin";
  private static final int END_SECONDS = 10;

  static ForeignProgram start(Path folder, String... command) throws IOException {
    assumeTrue(isInstalled(command[0]), () -> command[0] + " is not installed");
    var log = Files.createTempFile(folder, command[0], ".log");
    var builder =
        new ProcessBuilder(List.of(command)).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().merge("PATH", SBIN, String::concat);
    return new ForeignProgram(builder.start(), log);
  }

  private static boolean isInstalled(String program) {
    return Stream.of((System.getenv("PATH") + SBIN).split(":"))
        .anyMatch(each -> new File(each, program).canExecute());
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /// Waits for its end, and gives what it printed.
  String ended() throws InterruptedException {
    if (!process.waitFor(TocsinProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running: " + output());
    }
    return output();
  }

  /// Whatever it prints: some print what they receive, byte by byte.
  String output() {
    try {
      return Files.readString(log, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
