// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.app.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A demo as its user starts it, with a folder for what it writes.
record DemoProcess(Path folder) {

  private static final double LINK_MBPS = 10;

  /// What every demo shows.
  static void assertShown(JsonNode figures) {
    assertGoodput(figures);
    assertThat(number(figures, "signal_loss_percent")).isPositive().isLessThan(100);
    assertThat(number(figures, "detect_to_request_ms")).isNotNegative();
    assertThat(number(figures, "request_to_filter_ms")).isPositive();
    assertThat(number(figures, "request_to_recovery_ms")).isPositive();
    // Three seconds of samples above the mark, and what the flood needs to begin.
    assertThat(number(figures, "attack_to_detect_ms")).isPositive();
    assertThat(number(figures, "packets_dropped_kernel")).isPositive();
    assertThat(figures.path("withdrawn_and_clean").asBoolean()).isTrue();
    assertThat(figures.path("claims").values()).isNotEmpty().allMatch(JsonNode::asBoolean);
  }

  private static void assertGoodput(JsonNode figures) {
    var before = number(figures, "goodput_before_mbps");
    assertThat(before).isPositive().isLessThanOrEqualTo(LINK_MBPS);
    assertThat(number(figures, "goodput_under_attack_mbps")).isLessThan(before / 2);
    assertThat(number(figures, "goodput_mitigated_mbps")).isGreaterThanOrEqualTo(0.9 * before);
    assertThat(number(figures, "attack_pps")).isPositive();
    assertThat(number(figures, "attack_mbps")).isGreaterThanOrEqualTo(10 * LINK_MBPS);
  }

  static void print(JsonNode figures, String... names) {
    for (var name : names) {
      System.out.printf("%s: %.0f ms%n", name, number(figures, name + "_ms"));
    }
  }

  static double number(JsonNode figures, String key) {
    assertThat(figures.path(key).isNumber()).describedAs(key + " in " + figures).isTrue();
    return figures.path(key).asDouble();
  }

  static JsonNode read(Path report) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(report));
  }

  List<Path> temporaryFiles() throws IOException {
    try (var files = Files.list(temporary())) {
      return files.toList();
    }
  }

  private Path temporary() throws IOException {
    return Files.createDirectories(folder.resolve("temporary"));
  }

  String said() throws IOException {
    return Files.readString(output());
  }

  /// In its first line why a run failed: the claims that do not hold, otherwise its last words.
  String failure() throws IOException {
    var lines = said().strip().lines().toList();
    var untrue = lines.stream().filter(line -> line.startsWith("  NO   ")).toList();
    return (untrue.isEmpty() ? lines.getLast() : String.join(",", untrue)) + "\n" + said();
  }

  private Path output() {
    return folder.resolve("output");
  }

  int run(String... options) throws IOException, InterruptedException {
    var process = start(options);
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).describedAs("it ends").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  Process start(String... options) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of(java, "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-XX:-UsePerfData"));
    command.add("-Djava.io.tmpdir=" + temporary());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(options));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    return builder.redirectOutput(output().toFile()).start();
  }
}
