// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/// Reads what the test runs of `./check` reported.
///
///     keep GROUP   moves the modules' reports to .check/reports/GROUP
///     coverage     every test that a docs/coverage-*.md names as `Class#method` (or `Class`) must have run and passed
///     totals       prints the numbers
///     skips        every test that was skipped must stand in .ci/may-skip with its reason
final class Reports {

  private static final Path KEPT = Path.of(".check", "reports");
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|Fuzz))(?:#([A-Za-z0-9_]+))?`");

  private enum Outcome {
    PASSED,
    FAILED,
    SKIPPED
  }

  /// @param reason why it was skipped; empty otherwise
  private record Case(String group, String type, String method, Outcome outcome, String reason) {
    String skip() {
      return type + "#" + method + ": " + reason;
    }
  }

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "keep" -> keep(args[1]);
      case "coverage" -> System.exit(coverage() ? 0 : 1);
      case "totals" -> totals();
      case "skips" -> System.exit(skips() ? 0 : 1);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void keep(String group) throws IOException {
    var target = KEPT.resolve(group);
    if (Files.exists(target)) {
      try (var old = Files.list(target)) {
        for (var file : (Iterable<Path>) old::iterator) Files.delete(file);
      }
    }
    Files.createDirectories(target);
    try (var modules = Files.list(Path.of("."))) {
      for (var module : (Iterable<Path>) modules::iterator) {
        var reports = module.resolve("target/surefire-reports");
        if (!Files.isDirectory(reports)) continue;
        for (var file : xml(reports)) {
          Files.move(file, target.resolve(module.getFileName() + "-" + file.getFileName()));
        }
      }
    }
  }

  private static List<Path> xml(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
    }
  }

  private static List<Case> cases() throws Exception {
    var all = new ArrayList<Case>();
    if (!Files.isDirectory(KEPT)) return all;
    for (var file : xml(KEPT)) {
      var suite = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
      var nodes = suite.getElementsByTagName("testcase");
      for (var i = 0; i < nodes.getLength(); i++) {
        var node = (Element) nodes.item(i);
        var type = node.getAttribute("classname").replaceAll(".*[.]", "").replaceAll("[$].*", "");
        var method = node.getAttribute("name").replaceAll("[^A-Za-z0-9_].*", "");
        var group = file.getParent().getFileName().toString();
        all.add(new Case(group, type, method, outcome(node), reason(node)));
      }
    }
    return all;
  }

  private static Outcome outcome(Element node) {
    if (node.getElementsByTagName("failure").getLength() + node.getElementsByTagName("error").getLength() > 0) {
      return Outcome.FAILED;
    }
    return node.getElementsByTagName("skipped").getLength() > 0 ? Outcome.SKIPPED : Outcome.PASSED;
  }

  private static String reason(Element node) {
    var skipped = node.getElementsByTagName("skipped");
    if (skipped.getLength() == 0) return "";
    var element = (Element) skipped.item(0);
    var message = element.getAttribute("message");
    var text = message.isEmpty() ? element.getTextContent() : message;
    return text.lines().findFirst().orElse("no reason given").replaceAll("^(?:[\\w.]+Exception: )?(?:Assumption failed: )?", "");
  }

  private static boolean coverage() throws Exception {
    var passed = new TreeSet<String>();
    for (var each : cases()) {
      if (each.outcome != Outcome.PASSED) continue;
      passed.add(each.type);
      passed.add(each.type + "#" + each.method);
    }
    var named = 0;
    var lacking = new ArrayList<String>();
    try (var documents = Files.list(Path.of("docs"))) {
      for (var document : (Iterable<Path>) documents.sorted()::iterator) {
        if (!document.getFileName().toString().startsWith("coverage-")) continue;
        var lines = Files.readAllLines(document);
        for (var i = 0; i < lines.size(); i++) {
          var matcher = NAMED.matcher(lines.get(i));
          while (matcher.find()) {
            named++;
            var test = matcher.group(2) == null ? matcher.group(1) : matcher.group(1) + "#" + matcher.group(2);
            if (!passed.contains(test)) lacking.add(document + ":" + (i + 1) + ": " + test + " did not run and pass");
          }
        }
      }
    }
    lacking.forEach(System.out::println);
    System.out.println(named + " tests named, " + (named - lacking.size()) + " of them ran and passed");
    return lacking.isEmpty() && named > 0;
  }

  private static boolean skips() throws Exception {
    var allowed = new TreeSet<>(Files.readAllLines(Path.of(".ci", "may-skip")));
    var others = new TreeSet<String>();
    for (var each : cases()) {
      if (each.outcome == Outcome.SKIPPED && !allowed.contains(each.skip())) others.add(each.skip());
    }
    others.forEach(System.out::println);
    return others.isEmpty();
  }

  private static void totals() throws Exception {
    Map<Outcome, Integer> counts = new LinkedHashMap<>();
    for (var outcome : Outcome.values()) counts.put(outcome, 0);
    for (var each : cases()) {
      counts.merge(each.outcome, 1, Integer::sum);
      if (each.outcome == Outcome.SKIPPED) {
        System.out.println("  skipped " + each.skip());
      }
    }
    System.out.println(
        counts.get(Outcome.PASSED)
            + " passed, "
            + counts.get(Outcome.FAILED)
            + " failed, "
            + counts.get(Outcome.SKIPPED)
            + " skipped");
  }
}
