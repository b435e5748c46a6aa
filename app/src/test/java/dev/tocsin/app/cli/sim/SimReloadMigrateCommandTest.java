// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.app.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SimReloadMigrateCommandTest {

  private static final List<String> SMALL =
      List.of("--peers=6", "--values=6", "--stage-every=2", "--spread=1", "--pause=2000");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... more) {
    var line = new ArrayList<>(List.of("sim", "reload-migrate"));
    line.addAll(SMALL);
    line.addAll(List.of(more));
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(err, true), line.toArray(String[]::new));
  }

  @Test
  void saysWhatHappenedInEachStage() {
    assertThat(run()).isZero();

    assertThat(out.toString().lines().toList())
        .hasSize(6)
        .anyMatch(line -> line.startsWith("2") && line.contains("ask the new one"))
        .last()
        .asString()
        .endsWith("values at the end, 0 of them lost; 0 peers are still in the old ring");
  }

  @Test
  void saysSoAsJson() throws Exception {
    assertThat(run("--json")).isZero();

    var json = new JsonMapper().readTree(out.toString());
    assertThat(json.get("values_lost").intValue()).isZero();
    assertThat(json.at("/stages/3/messages_old").longValue()).isPositive();
    assertThat(json.at("/stages/0/messages_new").longValue()).isZero();
  }

  @Test
  void takesNoScheduleWhoseStagesOverlap() {
    assertThat(run("--spread=3")).isNotZero();

    assertThat(err.toString()).contains("spread");
  }
}
