// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.restart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How long a person waits for a command that has nothing to do: `tocsin --help`, by the launcher,
/// from its start to its end, on all cores.
public final class CommandStart {

  private static final int WARM = 2;
  private static final int RUNS = 20;

  private CommandStart() {}

  /// The launcher that this process was started by, if it was.
  public static Optional<Path> launcher() {
    return Optional.ofNullable(System.getProperty("tocsin.home"))
        .map(home -> Path.of(home, "tocsin"))
        .filter(Files::isExecutable);
  }

  /// @return seconds of each run
  /// @throws IllegalStateException if it does not end well
  public static List<Double> run(Path launcher) {
    var seconds = new ArrayList<Double>();
    for (int run = -WARM; run < RUNS; run++) {
      long start = System.nanoTime();
      help(launcher);
      if (run >= 0) seconds.add((System.nanoTime() - start) / 1e9);
    }
    return seconds;
  }

  private static void help(Path launcher) {
    try {
      var process =
          new ProcessBuilder(launcher.toString(), "--help")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      int code = process.waitFor();
      if (code != 0) throw new IllegalStateException(launcher + " --help ends with " + code);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
