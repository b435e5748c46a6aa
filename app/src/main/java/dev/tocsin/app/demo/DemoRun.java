// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// One demo from its command line to its exit code.
final class DemoRun {

  private static final int INTERRUPTED = 130;

  private final DemoOptions options;
  private final Scenario scenario;

  DemoRun(DemoOptions options, Scenario scenario) {
    this.options = options;
    this.scenario = scenario;
  }

  int call() throws IOException {
    options.check();
    requirePackages();
    var lacks = Lab.unavailable();
    if (lacks.isPresent()) throw new IOException(lacks.get());
    try (var arena = Arena.build(scenario.hasEdge());
        var folder = RunFolder.make(options.keep, options::say, arena::close)) {
      return play(arena, folder);
    }
  }

  private int play(Arena arena, RunFolder folder) throws IOException {
    try {
      var given =
          new Demo.Given(
              options.seconds, arena, scenario, folder.path(), options.main(), options::say);
      var outcome = Demo.run(given, (filters, standing) -> whileStanding(arena, filters, standing));
      return outcome.report().claims(scenario).containsValue(false) ? 1 : 0;
    } catch (IOException | RuntimeException e) {
      if (folder.isInterrupted()) return INTERRUPTED;
      throw e;
    }
  }

  private void requirePackages() throws IOException {
    var missing = Packages.missing(scenario.programs());
    if (missing.isEmpty()) {
      if (options.install) options.say("everything that the demo needs is installed");
      return;
    }
    if (!options.install || !Packages.mayInstall()) {
      throw new IOException("as root, run first: " + Packages.line(missing));
    }
    options.say(Packages.line(missing));
    Packages.install(missing);
  }

  private void whileStanding(Arena arena, Filters filters, Demo.Outcome outcome)
      throws IOException {
    Chart.lines(outcome.course(), options.terminal()).forEach(options::say);
    show(outcome);
    if (!options.keep) return;
    options.say("");
    for (var host : Stream.of(arena.enterprise, arena.provider, arena.edge).distinct().toList()) {
      options.say("a shell at the " + host + ": " + Arena.enterCommand(host));
    }
    for (var view : filters.views()) {
      options.say("look, at the " + view.host() + ": " + view.command());
    }
    options.say("Enter ends it");
    // An end of the input is no Enter: without a terminal it is kept until interrupted.
    while (System.in.read() != '\n') Signal.pause(Duration.ofMillis(200));
  }

  private void show(Demo.Outcome outcome) throws IOException {
    if (options.picture != null) write(options.picture, Picture.of(outcome.course()));
    var figures = outcome.report();
    var claims = figures.claims(scenario);
    var all = new LinkedHashMap<String, Object>(figures.figures());
    if (!figures.remarks().isEmpty()) all.put("remarks", figures.remarks());
    all.put("claims", claims);
    if (options.report != null) {
      var json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
      write(options.report, json.writeValueAsString(all) + "\n");
    }
    if (options.isJson()) options.printJson(all);
    else print(figures, claims);
  }

  private void print(Report figures, Map<String, Boolean> claims) {
    options.say("");
    figures
        .figures()
        .forEach(
            (key, value) -> {
              if (value instanceof List<?> list) {
                options.say("  " + key);
                list.forEach(each -> options.say("    " + each));
              } else {
                var shown = value == null ? "unknown: " + figures.remarks().get(key) : value;
                options.say("  %-28s %s".formatted(key, shown));
              }
            });
    options.say("");
    claims.forEach((claim, holds) -> options.say((holds ? "  yes  " : "  NO   ") + claim));
  }

  private static void write(Path file, String text) throws IOException {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
