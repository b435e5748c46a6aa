// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.exec;

import dev.tocsin.dots.mitigators.MitigatorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// One run of a command.
final class Command {

  private static final int COMPLAINT_BYTES_MAX = 4 << 10;

  private Command() {}

  record Ended(int exitCode, String stdout, String stderr) {

    String firstComplaint() {
      return stderr.isBlank() ? "it printed no reason" : stderr.strip().split("\n")[0];
    }
  }

  static Ended run(ExecSettings settings, String input) {
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      var process = new ProcessBuilder(settings.command()).start();
      var stdout =
          CompletableFuture.supplyAsync(
              () -> read(process.getInputStream(), settings.outputBytesMax(), true), readers);
      var stderr =
          CompletableFuture.supplyAsync(
              () -> read(process.getErrorStream(), COMPLAINT_BYTES_MAX, false), readers);
      readers.execute(() -> feed(process, input));
      if (!process.waitFor(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw killed(process, "did not end within " + settings.timeout().toSeconds() + " s");
      }
      return new Ended(process.exitValue(), stdout.join(), stderr.join());
    } catch (IOException e) {
      throw new MitigatorException(settings.name() + " could not be run: " + e.getMessage(), e);
    } catch (CompletionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new MitigatorException(settings.name() + ": " + cause.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MitigatorException("interrupted while " + settings.name() + " ran", e);
    }
  }

  private static MitigatorException killed(Process process, String reason) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    return new MitigatorException("the command " + reason + "; killed it");
  }

  private static void feed(Process process, String input) {
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // A command need not read what it is given; how it ends counts.
      process.onExit();
    }
  }

  /// @param whole whether more than the maximum is an error, rather than left out
  private static String read(InputStream stream, int bytesMax, boolean whole) {
    try (stream) {
      var bytes = stream.readNBytes(bytesMax);
      var more = stream.skip(Long.MAX_VALUE) > 0 || stream.read() >= 0;
      if (more && whole) throw new IOException("it printed more than " + bytesMax + " bytes");
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
