// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.app.cli.Output;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options of every demo, and how it prints.
final class DemoOptions {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final Output output = new Output();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long the flood lasts, 15 to 3600. Default: ${DEFAULT-VALUE}.")
  int seconds;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the figures to a file, as JSON.")
  @Nullable Path report;

  @Option(names = "--picture", paramLabel = "FILE", description = "Draw what was measured, as SVG.")
  @Nullable Path picture;

  @Option(
      names = "--keep",
      description = "Keep the network, its processes and logs until Enter is pressed.")
  boolean keep;

  @Option(
      names = "--install",
      description = "Install what is missing with apt-get; no service is started.")
  boolean install;

  /// Before a minute's work, not after it.
  void check() throws IOException {
    if (seconds < 15 || seconds > 3600) {
      throw new ParameterException(
          command.commandLine(), "--seconds is from 15 to 3600, not " + seconds);
    }
    requireWritable(report);
    requireWritable(picture);
  }

  private static void requireWritable(@Nullable Path file) throws IOException {
    if (file == null) return;
    var folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) throw new IOException(file + " is a folder, not a file");
    if (Files.exists(file) ? Files.isWritable(file) : folder != null && Files.isWritable(folder)) {
      return;
    }
    if (folder != null && !Files.isDirectory(folder)) {
      throw new IOException(file + " cannot be written: there is no folder " + folder);
    }
    throw new IOException(file + " cannot be written: permission denied");
  }

  boolean isJson() {
    return output.isJson();
  }

  void printJson(Object value) {
    output.printJson(value);
  }

  // With --json, standard output is the report alone.
  void say(String line) {
    var lines = command.commandLine();
    (output.isJson() ? lines.getErr() : lines.getOut()).println(line);
  }

  /// What the terminal can show.
  Charset terminal() {
    return (output.isJson() ? System.err : System.out).charset();
  }

  /// The class that has `main`.
  Class<?> main() {
    return command.root().userObject().getClass();
  }
}
