// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.app.cli.Output;
import dev.tocsin.lab.Lab;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `tocsin demo`
@Command(
    name = "demo",
    description =
        "Watch a flood saturate a link, a call for help cross it, and the traffic come back.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin demo --install",
      "  tocsin demo --seconds 60 --report report.json --picture run.svg"
    })
public final class DemoCommand implements Callable<Integer> {

  private static final int INTERRUPTED = 130;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final Output output = new Output();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long the flood lasts, 15 to 3600. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the figures to a file, as JSON.")
  private @Nullable Path report;

  @Option(names = "--picture", paramLabel = "FILE", description = "Draw what was measured, as SVG.")
  private @Nullable Path picture;

  @Option(
      names = "--keep",
      description = "Keep the network, its processes and logs until Enter is pressed.")
  private boolean keep;

  @Option(
      names = "--install",
      description = "Install what is missing with apt-get; no service is started.")
  private boolean install;

  @Override
  public Integer call() throws IOException {
    if (seconds < 15 || seconds > 3600) {
      throw new ParameterException(
          command.commandLine(), "--seconds is from 15 to 3600, not " + seconds);
    }
    requireWritable(report);
    requireWritable(picture);
    requirePackages();
    var lacks = Lab.unavailable();
    if (lacks.isPresent()) throw new IOException(lacks.get());
    try (var arena = Arena.build();
        var folder = RunFolder.make(keep, this::say, arena::close)) {
      return play(arena, folder);
    }
  }

  private int play(Arena arena, RunFolder folder) throws IOException {
    try {
      var main = command.root().userObject().getClass();
      var outcome = Demo.run(seconds, arena, folder.path(), main, this::say, this::whileStanding);
      return outcome.report().claims().containsValue(false) ? 1 : 0;
    } catch (IOException | RuntimeException e) {
      if (folder.isInterrupted()) return INTERRUPTED;
      throw e;
    }
  }

  // Now, not after a minute's work.
  private void requireWritable(@Nullable Path file) throws IOException {
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

  private void requirePackages() throws IOException {
    var missing = Packages.missing();
    if (missing.isEmpty()) {
      if (install) say("everything that the demo needs is installed");
      return;
    }
    if (!install || !Packages.mayInstall()) {
      throw new IOException("as root, run first: " + Packages.line(missing));
    }
    say(Packages.line(missing));
    Packages.install(missing);
  }

  // With --json, standard output is the report alone.
  private void say(String line) {
    var lines = command.commandLine();
    (output.isJson() ? lines.getErr() : lines.getOut()).println(line);
  }

  private void whileStanding(Arena arena, Demo.Outcome outcome) throws IOException {
    Chart.lines(outcome.course(), terminal()).forEach(this::say);
    show(outcome);
    if (!keep) return;
    say("");
    for (var host : List.of(arena.enterprise, arena.provider)) {
      say("a shell at the " + host + ": " + Arena.enterCommand(host));
    }
    say("Enter ends it");
    // An end of the input is no Enter: without a terminal it is kept until interrupted.
    while (System.in.read() != '\n') Signal.pause(Duration.ofMillis(200));
  }

  private Charset terminal() {
    return (output.isJson() ? System.err : System.out).charset();
  }

  private void show(Demo.Outcome outcome) throws IOException {
    if (picture != null) write(picture, Picture.of(outcome.course()));
    var figures = outcome.report();
    var claims = figures.claims();
    var all = new LinkedHashMap<String, Object>(figures.figures());
    all.put("claims", claims);
    if (report != null) {
      var json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
      write(report, json.writeValueAsString(all) + "\n");
    }
    if (output.isJson()) {
      output.printJson(all);
    } else {
      say("");
      figures.figures().forEach((key, value) -> say("  %-28s %s".formatted(key, value)));
      say("");
      claims.forEach((claim, holds) -> say((holds ? "  yes  " : "  NO   ") + claim));
    }
  }

  private static void write(Path file, String text) throws IOException {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
