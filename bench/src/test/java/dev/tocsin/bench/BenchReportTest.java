// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.bench.DotsFigures.Handshake;
import dev.tocsin.bench.measure.DiskSync;
import dev.tocsin.bench.measure.Figure;
import dev.tocsin.bench.measure.Samples;
import dev.tocsin.bench.peer.Contender;
import dev.tocsin.bench.restart.RestartBench;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BenchReportTest {

  private final Samples<Contender> samples = new Samples<>(Contender.TOCSIN);

  @Test
  void givesMedianSpreadAndRatios() {
    add(Contender.TOCSIN, DotsFigures.putRate(16), 60, 70, 80);
    add(Contender.CALIFORNIUM, DotsFigures.putRate(16), 100, 90, 110);

    var figure = figure(report(), "put_rate_16_sessions");

    assertThat(figure).containsEntry("ratio_to_californium", 0.7).containsEntry("unit", "1/s");
    assertThat(figure.get("tocsin"))
        .isEqualTo(Map.of("median", 70.0, "spread", 0.286, "values", List.of(60.0, 70.0, 80.0)));
  }

  @Test
  void meetsItsAimsOnlyIfEachWasMeasuredAndReached() {
    reachEverything();
    assertThat(report().aimsMet()).isTrue();

    add(Contender.TOCSIN, DotsFigures.IDLE_SESSION, 9000, 9000);
    assertThat(report().aimsMet()).isFalse();
    assertThat(String.join("\n", report().text()))
        .contains("heap_per_idle_session at most 8192 B: MISSED (9000.00)");
  }

  @Test
  void meetsNoAimThatWasNotMeasured() {
    assertThat(report().aimsMet()).isFalse();
    assertThat(report().json()).containsEntry("aims_met", false);
    assertThat(String.join("\n", report().text())).contains("not measured").doesNotContain(": met");
  }

  @Test
  void doubtsFiguresOfABusyGeneratorOrAnIdleServer() {
    add(Contender.TOCSIN, Figure.generatorLoad("put_16_sessions"), 60, 85, 60);
    add(Contender.GNUTLS, Figure.serverLoad("put_16_sessions"), 50);
    add(Contender.CALIFORNIUM, Figure.serverLoad("put_16_sessions"), 98);

    assertThat(report().text())
        .contains(
            "tocsin, generator_cpu_put_16_sessions 85 %: INVALID, the generator was busy",
            "gnutls, server_cpu_put_16_sessions 50 %: the server was not saturated")
        .noneMatch(line -> line.startsWith("californium,"));
  }

  @Test
  void countsNoAimAsMetWhereOneRunOfTheGeneratorWasInvalid() {
    reachEverything();
    add(Contender.CALIFORNIUM, Figure.generatorLoad("handshake_resumed"), 40, 70, 40);

    assertThat(report().json())
        .containsEntry("aims_met", false)
        .containsEntry(
            "invalid_runs",
            List.of(
                Map.of(
                    "server",
                    "californium",
                    "run",
                    "handshake_resumed",
                    "generator_cpu_percent",
                    70.0)));
  }

  private void reachEverything() {
    for (var found : RestartBench.Found.values()) {
      add(Contender.TOCSIN, DotsFigures.restartAgreed(found), 4);
    }
    add(Contender.TOCSIN, DotsFigures.HELP, 0.4);
    for (int sessions : new int[] {16, 64}) {
      add(Contender.TOCSIN, DotsFigures.putRate(sessions), 60);
      add(Contender.CALIFORNIUM, DotsFigures.putRate(sessions), 100);
    }
    for (var kind : Handshake.values()) {
      add(Contender.TOCSIN, DotsFigures.handshakeRate(kind), 200);
      add(Contender.CALIFORNIUM, DotsFigures.handshakeRate(kind), 200);
      add(Contender.GNUTLS, DotsFigures.handshakeRate(kind), 100);
    }
    add(Contender.TOCSIN, DotsFigures.IDLE_SESSION, 8000);
    add(Contender.TOCSIN, DotsFigures.GROWTH, -5);
  }

  private BenchReport report() {
    return new BenchReport(
        samples, new DiskSync(100, 200), DotsBench.Settings.defaults(), List.of());
  }

  private void add(Contender server, Figure figure, double... values) {
    for (double value : values) samples.add(server, figure, value);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> figure(BenchReport report, String name) {
    return ((List<Map<String, Object>>) report.json().get("figures"))
        .stream().filter(figure -> name.equals(figure.get("name"))).findFirst().orElseThrow();
  }
}
