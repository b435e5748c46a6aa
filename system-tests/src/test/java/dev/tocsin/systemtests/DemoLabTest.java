// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.app.Main;
import dev.tocsin.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The demo as its user starts it: a process, a report, a picture.
class DemoLabTest {

  private static final double LINK_MBPS = 10;

  @TempDir private Path folder;

  @BeforeAll
  static void needsNamespaces() {
    var reason = Lab.unavailable();
    assumeTrue(reason.isEmpty(), () -> "no lab here: " + reason.orElseThrow());
    assumeTrue(Lab.isInstalled("hping3"), "hping3 is not installed");
  }

  @Test
  void aCallForHelpCrossesTheSaturatedLinkAndTheTrafficComesBack() throws Exception {
    // given
    var report = folder.resolve("report.json");
    var picture = folder.resolve("run.svg");

    // when
    var exit = demo("demo", "--seconds", "15", "--report", "" + report, "--picture", "" + picture);

    // then
    var said = Files.readString(output());
    assertThat(exit).describedAs(said).isZero();
    assertThat(said).contains("timeline", "terminating period: 2 s");
    assertThat(Files.readString(picture)).startsWith("<svg ").contains("call for help");
    var figures = JsonMapper.shared().readTree(Files.readString(report));
    assertGoodput(figures);
    assertSignal(figures);
    var dropped = number(figures, "packets_dropped_kernel");
    assertThat(dropped).isPositive();
    assertThat(number(figures, "packets_dropped_reported"))
        .isBetween(0.95 * dropped, 1.05 * dropped);
    assertThat(figures.path("withdrawn_and_clean").asBoolean()).isTrue();
    assertThat(figures.path("claims").values()).isNotEmpty().allMatch(JsonNode::asBoolean);
    // Three seconds of samples above the mark, and what the flood needs to begin.
    assertThat(number(figures, "attack_to_detect_ms")).isPositive();
    for (var name :
        List.of(
            "attack_to_detect", "detect_to_request", "request_to_filter", "request_to_recovery")) {
      System.out.printf("%s: %.0f ms%n", name, number(figures, name + "_ms"));
    }
  }

  private static void assertGoodput(JsonNode figures) {
    var before = number(figures, "goodput_before_mbps");
    assertThat(before).isPositive().isLessThanOrEqualTo(LINK_MBPS);
    assertThat(number(figures, "goodput_under_attack_mbps")).isLessThan(before / 2);
    assertThat(number(figures, "goodput_mitigated_mbps")).isGreaterThanOrEqualTo(0.9 * before);
    assertThat(number(figures, "attack_pps")).isPositive();
    assertThat(number(figures, "attack_mbps")).isGreaterThanOrEqualTo(10 * LINK_MBPS);
  }

  private static void assertSignal(JsonNode figures) {
    assertThat(number(figures, "signal_loss_percent")).isPositive().isLessThan(100);
    assertThat(number(figures, "detect_to_request_ms")).isNotNegative();
    assertThat(number(figures, "request_to_filter_ms")).isPositive();
    assertThat(number(figures, "request_to_recovery_ms")).isPositive();
  }

  @Test
  void refusesWhatItCannotWriteBeforeItBegins() throws Exception {
    // when
    var exit = demo("demo", "--report", "" + folder.resolve("none/report.json"));

    // then
    assertThat(exit).isEqualTo(1);
    assertThat(Files.readString(output()).strip())
        .startsWith("tocsin demo: ")
        .contains("there is no folder")
        .hasLineCount(1);
  }

  @Test
  void leavesNothingBehindWhenItIsInterrupted() throws Exception {
    // given: its processes run, and have written their files
    var process = start("demo");
    await().atMost(Duration.ofMinutes(1)).until(() -> said().contains("starting the DOTS server"));
    await().atMost(Duration.ofMinutes(1)).until(() -> !temporaryFiles().isEmpty());

    // when
    process.destroy();

    // then
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(said().strip().lines().toList().getLast()).startsWith("interrupted");
    assertThat(temporaryFiles()).isEmpty();
  }

  private List<Path> temporaryFiles() throws IOException {
    try (var files = Files.list(temporary())) {
      return files.toList();
    }
  }

  private Path temporary() throws IOException {
    return Files.createDirectories(folder.resolve("temporary"));
  }

  private String said() throws IOException {
    return Files.readString(output());
  }

  private static double number(JsonNode figures, String key) {
    assertThat(figures.path(key).isNumber()).describedAs(key + " in " + figures).isTrue();
    return figures.path(key).asDouble();
  }

  private Path output() {
    return folder.resolve("output");
  }

  private int demo(String... options) throws IOException, InterruptedException {
    var process = start(options);
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).describedAs("it ends").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(String... options) throws IOException {
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
