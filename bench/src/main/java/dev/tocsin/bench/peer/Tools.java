// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Programs of the system that a bench needs.
public final class Tools {

  private static final String HEAP = "-Xmx3g";

  private Tools() {}

  public static boolean exists(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /// What starts a main class of this class path in a virtual machine of its own.
  public static List<String> java(String main, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What the launcher gives to a server, it gives to the bench: both Java servers have it, too.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(each -> each.startsWith("-X") || each.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of(HEAP, "-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    return command;
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

  /// Removes a folder with all that is in it.
  public static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder, e);
    }
  }
}
