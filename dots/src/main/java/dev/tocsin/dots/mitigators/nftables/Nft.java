// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import dev.tocsin.dots.mitigators.MitigatorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs the `nft` program; what it reads in one run is one transaction.
final class Nft {

  private static final int WAIT_SECONDS_MAX = 60;
  private static final int OUTPUT_BYTES_MAX = 256 << 20;
  private static final int COMPLAINT_BYTES_MAX = 64 << 10;

  private final List<String> command;

  Nft(List<String> command) {
    this.command = command;
  }

  /// @return what it printed
  /// @throws MitigatorException naming what went wrong
  String run(String script) {
    return run(script, "-n", "-f", "-");
  }

  /// Chains of all tables of family inet.
  String chains() {
    return run("", "-n", "list", "chains", "inet");
  }

  /// Maps of all tables of family inet, without elements.
  String maps() {
    return run("", "-n", "-t", "list", "maps", "inet");
  }

  /// Sets of all tables of family inet, without elements.
  String sets() {
    return run("", "-n", "-t", "list", "sets", "inet");
  }

  /// Named counters with what they counted.
  String namedCounters(String table) {
    return run("", "-n", "list", "counters", "table", "inet", table);
  }

  /// A set's elements without what they counted.
  String elements(String table, String set) {
    return run("", "-n", "-s", "list", "set", "inet", table, set);
  }

  /// A set's elements with what they counted.
  String counters(String table, String set) {
    return run("", "-n", "list", "set", "inet", table, set);
  }

  private String run(String script, String... arguments) {
    var answer = start(Stream.concat(command.stream(), Stream.of(arguments)).toList(), script);
    if (answer.exitCode() == 0) return answer.output();
    throw new MitigatorException(explain(answer.complaint()));
  }

  private record Answer(int exitCode, String output, String complaint) {}

  private static Answer start(List<String> arguments, String script) {
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      var builder = new ProcessBuilder(arguments);
      builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
      var process = builder.start();
      var output =
          CompletableFuture.supplyAsync(
              () -> read(process.getInputStream(), OUTPUT_BYTES_MAX), readers);
      var complaint =
          CompletableFuture.supplyAsync(
              () -> read(process.getErrorStream(), COMPLAINT_BYTES_MAX), readers);
      feed(process, script);
      if (!process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new MitigatorException("nft did not end within " + WAIT_SECONDS_MAX + " s");
      }
      return new Answer(process.exitValue(), output.join(), complaint.join());
    } catch (IOException | CompletionException e) {
      throw new MitigatorException("nft could not be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MitigatorException("interrupted while nft ran", e);
    }
  }

  private static void feed(Process process, String script) throws IOException {
    try (var in = process.getOutputStream()) {
      in.write(script.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // It stopped reading at an error: its exit code and complaint tell which.
      if (process.isAlive() && script.isEmpty()) throw e;
    }
  }

  private static String read(InputStream stream, int bytesMax) {
    try (stream) {
      var text = new String(stream.readNBytes(bytesMax), StandardCharsets.UTF_8);
      // Whoever writes must be able to end.
      stream.transferTo(java.io.OutputStream.nullOutputStream());
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// nft repeats the whole input under each complaint: one line is enough.
  static String explain(String complaint) {
    if (complaint.contains("Operation not permitted")) {
      return "nft is not permitted to change filters: the server needs CAP_NET_ADMIN";
    }
    for (var line : complaint.split("\n")) {
      var at = line.indexOf("Error: ");
      if (at >= 0) return "nft: " + shortened(line.substring(at + 7));
    }
    return "nft failed: " + shortened(complaint.strip());
  }

  private static String shortened(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
