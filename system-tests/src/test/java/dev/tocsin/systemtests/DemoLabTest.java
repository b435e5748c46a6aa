// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.lab.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo as its user starts it: a process, a report, a picture.
class DemoLabTest {

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
    var demo = new DemoProcess(folder);
    var exit =
        demo.run("demo", "--seconds", "15", "--report", "" + report, "--picture", "" + picture);

    // then
    var said = demo.said();
    assertThat(exit).describedAs(demo.failure()).isZero();
    assertThat(said).contains("timeline", "terminating period: 2 s");
    assertThat(Files.readString(picture)).startsWith("<svg ").contains("call for help");
    var figures = DemoProcess.read(report);
    DemoProcess.assertShown(figures);
    var dropped = DemoProcess.number(figures, "packets_dropped_kernel");
    assertThat(DemoProcess.number(figures, "packets_dropped_reported"))
        .isBetween(0.95 * dropped, 1.05 * dropped);
    DemoProcess.print(
        figures,
        "attack_to_detect",
        "detect_to_request",
        "request_to_filter",
        "request_to_recovery");
  }

  @Test
  void refusesWhatItCannotWriteBeforeItBegins() throws Exception {
    // when
    var demo = new DemoProcess(folder);
    var exit = demo.run("demo", "--report", "" + folder.resolve("none/report.json"));

    // then
    assertThat(exit).isEqualTo(1);
    assertThat(demo.said().strip())
        .startsWith("tocsin demo: ")
        .contains("there is no folder")
        .hasLineCount(1);
  }

  @Test
  void leavesNothingBehindWhenItIsInterrupted() throws Exception {
    // given: its processes run, and have written their files
    var demo = new DemoProcess(folder);
    var process = demo.start("demo");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> demo.said().contains("starting the DOTS server"));
    await().atMost(Duration.ofMinutes(1)).until(() -> !demo.temporaryFiles().isEmpty());

    // when
    process.destroy();

    // then
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(demo.said().strip().lines().toList().getLast()).startsWith("interrupted");
    assertThat(demo.temporaryFiles()).isEmpty();
  }
}
