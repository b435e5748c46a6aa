// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.lab.Lab;
import dev.tocsin.lab.bgp.BgpSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `tocsin demo bgp` as its user starts it: gobgpd, BIRD, filters at the edge.
class DemoBgpLabTest {

  @TempDir private Path folder;

  @BeforeAll
  static void needsNamespacesAndSpeakers() {
    var reason = Lab.unavailable().or(BgpSession::unavailable);
    assumeTrue(reason.isEmpty(), () -> "no lab here: " + reason.orElseThrow());
    assumeTrue(Lab.isInstalled("hping3"), "hping3 is not installed");
  }

  @Test
  void theRouterAtTheEdgeStopsTheAttackAndLimitsTheOwnPort() throws Exception {
    // given
    var demo = new DemoProcess(folder);
    var report = folder.resolve("report.json");
    var picture = folder.resolve("run.svg");

    // when
    var exit =
        demo.run(
            "demo", "bgp", "--seconds", "15", "--report", "" + report, "--picture", "" + picture);

    // then
    assertThat(exit).describedAs(demo.failure()).isZero();
    assertThat(demo.said()).contains("no filter is left", "unknown: the mitigator counts nothing");
    assertThat(Files.readString(picture)).contains("routes at the edge", "filters stand");
    var figures = DemoProcess.read(report);
    DemoProcess.assertShown(figures);
    assertThat(figures.has("packets_dropped_reported")).isTrue();
    assertThat(figures.path("packets_dropped_reported").isNull()).isTrue();
    assertThat(figures.path("remarks").has("packets_dropped_reported")).isTrue();
    assertThat(DemoProcess.number(figures, "request_to_route_ms")).isPositive();
    assertThat(DemoProcess.number(figures, "packets_over_limit_kernel")).isPositive();
    assertThat(figures.path("routes_at_edge").values().stream().map(each -> each.asString()))
        .contains(
            "flow4 { dst 198.51.100.0/29; } drop",
            "flow4 { dst 198.51.100.10/32; proto 17; dport 443; } limit 470 packets/s")
        .hasSize(6);
    DemoProcess.print(figures, "request_to_route", "request_to_filter", "request_to_recovery");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-INT", "-KILL"})
  void leavesNoProcessBehindHoweverItIsEnded(String signal) throws Exception {
    // given
    var demo = new DemoProcess(folder);
    var process = demo.start("demo", "bgp");
    await().atMost(Duration.ofMinutes(1)).until(() -> daemons().size() >= 3);

    // when
    new ProcessBuilder("kill", signal, "" + process.pid()).start().waitFor();

    // then
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    await().atMost(Duration.ofSeconds(20)).until(() -> daemons().isEmpty());
    if (signal.equals("-INT")) assertThat(demo.temporaryFiles()).isEmpty();
  }

  /// Programs that were started with a file of this run.
  private List<String> daemons() throws IOException {
    var here = folder.resolve("temporary").toString();
    return ProcessHandle.allProcesses()
        .map(each -> each.info().commandLine().orElse(""))
        .filter(line -> line.contains(here))
        .filter(line -> line.matches(".*(/bird.conf|/gobgpd.toml|FlowFilters ).*"))
        .toList();
  }

  @Test
  void wantsItsOptionsBehindItsName() throws Exception {
    var demo = new DemoProcess(folder);

    var exit = demo.run("demo", "--seconds", "20", "bgp");

    assertThat(exit).isEqualTo(2);
    assertThat(demo.said()).contains("options stand behind 'bgp': --seconds");
  }
}
