// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;

/// Where a run's configurations, state and logs are. It goes with the run unless it is to be kept,
/// also when the run is interrupted.
final class RunFolder implements AutoCloseable {

  private final Path path;
  private final boolean kept;
  private final Consumer<String> print;
  private volatile boolean interrupted;
  private volatile boolean over;

  private RunFolder(Path path, boolean kept, Consumer<String> print) {
    this.path = path;
    this.kept = kept;
    this.print = print;
  }

  /// @param writers ended first when the run is interrupted
  static RunFolder make(boolean kept, Consumer<String> print, Runnable writers) throws IOException {
    var folder = new RunFolder(Files.createTempDirectory("tocsin-demo-"), kept, print);
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().unstarted(() -> folder.endWith(writers)));
    return folder;
  }

  private void endWith(Runnable writers) {
    if (over) return;
    interrupted = true;
    try {
      writers.run();
      close();
    } catch (RuntimeException e) {
      print.accept(e.getMessage());
    }
    print.accept("interrupted; the network and its processes are gone");
  }

  Path path() {
    return path;
  }

  /// Whether the program is being ended from outside: what fails then needs no complaint.
  boolean isInterrupted() {
    return interrupted;
  }

  @Override
  public void close() {
    over = true;
    if (kept) {
      print.accept("configurations, state and logs are in " + path);
      return;
    }
    try {
      if (Files.exists(path)) delete();
    } catch (IOException e) {
      throw new UncheckedIOException(path + " could not be removed: " + e.getMessage(), e);
    }
  }

  private void delete() throws IOException {
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }
}
