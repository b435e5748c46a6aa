// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Starts programs of the machine and waits for them, never longer than a minute.
final class Commands {

  private static final int WAIT_SECONDS_MAX = 60;
  private static final int OUTPUT_BYTES_MAX = 64 << 20;

  private Commands() {}

  /// Ordinary users often lack the folders of `ip`, `tc` and `nft` in their path.
  static ProcessBuilder prepare(List<String> command) {
    var builder = new ProcessBuilder(command);
    builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
    return builder;
  }

  /// @param shown what to name in complaints
  static Result run(List<String> command, List<String> shown, String stdin) {
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      var process = prepare(command).start();
      var stdout = CompletableFuture.supplyAsync(() -> read(process.getInputStream()), readers);
      var stderr = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()), readers);
      feed(process, stdin);
      if (!process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new LabException(
            "`" + String.join(" ", shown) + "` did not end within " + WAIT_SECONDS_MAX + " s");
      }
      return new Result(shown, process.exitValue(), stdout.join(), stderr.join());
    } catch (IOException e) {
      throw new LabException("`" + String.join(" ", shown) + "` did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted in `" + String.join(" ", shown) + "`", e);
    }
  }

  private static void feed(Process process, String stdin) throws IOException {
    try (var out = process.getOutputStream()) {
      out.write(stdin.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading all of it: its exit code and stderr tell why.
      if (process.isAlive()) throw e;
    }
  }

  private static String read(InputStream stream) {
    try (stream) {
      return new String(stream.readNBytes(OUTPUT_BYTES_MAX), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
