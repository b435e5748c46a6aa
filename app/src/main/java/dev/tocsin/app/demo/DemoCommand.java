// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.app.cli.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
    footer = {"  tocsin demo --install", "  tocsin demo --seconds 60 --report report.json"})
public final class DemoCommand implements Callable<Integer> {

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
    var missing = Packages.missing();
    if (!missing.isEmpty()) {
      if (!install) throw new IOException("run first: " + Packages.line(missing));
      Packages.install(missing);
    }
    var folder = Files.createTempDirectory("tocsin-demo-");
    try {
      return show(
          Demo.run(seconds, folder, command.root().userObject().getClass(), this::say, this::keep));
    } finally {
      if (keep) say("configurations, state and logs are in " + folder);
      else delete(folder);
    }
  }

  // With --json, standard output is the report alone.
  private void say(String line) {
    var lines = command.commandLine();
    (output.isJson() ? lines.getErr() : lines.getOut()).println(line);
  }

  private void keep(Arena arena) {
    if (!keep) return;
    for (var host : java.util.List.of(arena.enterprise, arena.provider)) {
      say("a shell at the " + host + ": " + Arena.enterCommand(host));
    }
    say("Enter ends it");
    try {
      // An end of the input is no Enter: without a terminal it is kept until interrupted.
      while (System.in.read() != '\n') Signal.pause(java.time.Duration.ofMillis(200));
    } catch (IOException e) {
      say("the input cannot be read: " + e.getMessage());
    }
  }

  private int show(Report figures) throws IOException {
    var claims = figures.claims();
    var all = new LinkedHashMap<String, Object>(figures.figures());
    all.put("claims", claims);
    if (report != null) {
      var json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
      Files.writeString(report, json.writeValueAsString(all) + "\n");
    }
    if (output.isJson()) {
      output.printJson(all);
    } else {
      say("");
      figures.figures().forEach((key, value) -> say("  %-28s %s".formatted(key, value)));
      say("");
      claims.forEach((claim, holds) -> say((holds ? "  yes  " : "  NO   ") + claim));
    }
    return claims.containsValue(false) ? 1 : 0;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      Consumer<Path> remove = file -> file.toFile().delete();
      files.sorted(Comparator.reverseOrder()).forEach(remove);
    }
  }
}
