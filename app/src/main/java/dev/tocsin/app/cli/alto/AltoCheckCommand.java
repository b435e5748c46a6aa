// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import dev.tocsin.alto.check.FileCheck;
import dev.tocsin.alto.check.Finding;
import dev.tocsin.alto.check.Finding.Severity;
import dev.tocsin.alto.check.server.ServerCheck;
import dev.tocsin.app.cli.Output;
import dev.tocsin.app.cli.Usage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "check",
    description = {
      "Say everything that is wrong with a running server, or with files that hold what one says:",
      "directories, network maps, cost maps, properties, answers, errors. Every finding comes with",
      "its place and the RFC's section. Ends with 1 if anything is an error."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin alto check http://localhost:8080/",
      "  tocsin alto check --json networkmap.json costmap.json"
    })
final class AltoCheckCommand implements Callable<Integer> {

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RemoteOptions remote;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Output output;

  @Parameters(
      arity = "1..*",
      paramLabel = "URI|FILE",
      description = "A server's directory, or files; a cost map is held against its network map.")
  @SuppressWarnings("NullAway.Init")
  private List<String> what;

  @Override
  public Integer call() throws IOException {
    var findings = new ArrayList<Finding>();
    var files = new ArrayList<Path>();
    int resources = 0;
    for (var each : what) {
      if (!each.startsWith("http://") && !each.startsWith("https://")) {
        files.add(Usage.check(remote.spec(), () -> Path.of(each)));
        continue;
      }
      var settings = remote.httpSettings();
      try (var check =
          Usage.check(
              remote.spec(), () -> new ServerCheck(settings, URI.create(each), this::progress))) {
        var result = check.check();
        resources += result.resources();
        findings.addAll(result.findings());
      }
    }
    findings.addAll(FileCheck.check(files));
    print(findings, resources + files.size());
    return count(findings, Severity.ERROR) == 0 ? 0 : 1;
  }

  private void progress(String uri) {
    if (output.isJson()) return;
    var errors = remote.spec().commandLine().getErr();
    errors.println("looking at " + uri);
    errors.flush();
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(each -> each.severity() == severity).count();
  }

  private void print(List<Finding> findings, int looked) {
    long errors = count(findings, Severity.ERROR);
    long warnings = count(findings, Severity.WARNING);
    if (output.isJson()) {
      var json = new LinkedHashMap<String, Object>();
      json.put("looked_at", looked);
      json.put("errors", errors);
      json.put("warnings", warnings);
      json.put("findings", findings.stream().map(AltoCheckCommand::shown).toList());
      output.printJson(json);
      return;
    }
    for (var each : findings) {
      var place = each.place().isEmpty() ? "" : " " + each.place() + ":";
      var rule = each.rule().isEmpty() ? "" : " (" + each.rule() + ")";
      output.line("%s: %s:%s %s%s".formatted(word(each), each.source(), place, each.text(), rule));
    }
    output.line("looked at %d: %d errors, %d warnings".formatted(looked, errors, warnings));
  }

  private static String word(Finding finding) {
    return finding.severity().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> shown(Finding finding) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("severity", word(finding));
    shown.put("source", finding.source());
    shown.put("place", finding.place());
    shown.put("rule", finding.rule());
    shown.put("text", finding.text());
    return shown;
  }
}
