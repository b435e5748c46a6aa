// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Programs of the system that a bench needs.
public final class Tools {

  private Tools() {}

  public static boolean exists(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /// Keeps all threads of this process, present and future, on one core.
  public static void pinThisProcess(int core) {
    var process = Long.toString(ProcessHandle.current().pid());
    try {
      int code =
          new ProcessBuilder("taskset", "-a", "-c", "-p", Integer.toString(core), process)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (code != 0)
        throw new IllegalStateException("taskset cannot pin this process to core " + core);
    } catch (IOException e) {
      throw new UncheckedIOException("taskset cannot be run (util-linux)", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
