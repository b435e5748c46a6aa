// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.policy.CostPlan;
import dev.tocsin.alto.core.policy.GroupingRule;
import dev.tocsin.alto.core.policy.MapCompiler;
import dev.tocsin.alto.core.policy.MapPlan;
import dev.tocsin.alto.core.policy.RouteTable;
import dev.tocsin.alto.sources.topology.YamlTopology;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The worked example of RFC 7971 §3.6, from its topology to its maps.
class Rfc7971ExampleTest {

  // Figures 14 and 15, without the prefix of the core.
  private static final String TOPOLOGY =
      """
      nodes:
        R1: {prefixes: ["2001:db8:2::/48"]}
        R2: {prefixes: ["2001:db8:1:100::/56"]}
        R3: {}
        R4: {}
        R5: {prefixes: ["2001:db8:1:400::/56"]}
        R6: {prefixes: ["2001:db8:1:200::/56"]}
        R7: {prefixes: ["2001:db8:1:300::/56"]}
        R8: {prefixes: ["2001:db8:3::/48", "2001:db8:4::/48"]}
        R9: {prefixes: ["2001:db8:1:500::/56"]}
      links:
        - {from: R1, to: R2, metric: 15}
        - {from: R1, to: R3, metric: 15}
        - {from: R1, to: R4, metric: 20}
        - {from: R2, to: R3, metric: 20}
        - {from: R3, to: R4, metric: 5}
        - {from: R3, to: R5, metric: 5}
        - {from: R3, to: R6, metric: 10}
        - {from: R4, to: R5, metric: 5}
        - {from: R4, to: R9, metric: 20}
        - {from: R5, to: R7, metric: 10}
        - {from: R5, to: R8, metric: 10}
        - {from: R8, to: R9, metric: 10}
      """;

  private static final List<String> PIDS = List.of("R1", "R2", "R5", "R6", "R7", "R8", "R9");

  // Figure 20
  private static final String HOPS =
      """
      0 2 3 3 4 4 3
      2 0 3 3 4 4 4
      3 3 0 3 2 2 3
      3 3 3 0 4 4 4
      4 4 2 4 0 3 4
      4 4 2 4 3 0 2
      3 4 3 4 4 2 0
      """;

  private final MapCompiler.Compiled compiled =
      new MapCompiler(YamlTopology.read(Path.of("rfc7971"), TOPOLOGY), Map.of())
          .compile(
              new MapPlan(
                  "example",
                  List.of(new GroupingRule.ByFirstHop()),
                  100,
                  "default",
                  List.of(
                      plan("hopcount", new CostPlan.Weights(0, 1, 0, 0)),
                      plan("routingcost", new CostPlan.Weights(1, 0, 0, 0)))),
              new RouteTable.Builder().build());

  private static CostPlan plan(String metric, CostPlan.Weights weights) {
    return new CostPlan(metric, weights, List.of(), CostPlan.Disclosure.ALL);
  }

  @Test
  void hasTheNetworkMapOfFigure19() {
    assertThat(compiled.networkMap().pids())
        .extracting(pid -> pid.name() + " " + pid.prefixes())
        .containsExactly(
            "R1 [2001:db8:2::/48]",
            "R2 [2001:db8:1:100::/56]",
            "R5 [2001:db8:1:400::/56]",
            "R6 [2001:db8:1:200::/56]",
            "R7 [2001:db8:1:300::/56]",
            "R8 [2001:db8:3::/48, 2001:db8:4::/48]",
            "R9 [2001:db8:1:500::/56]",
            "default [0.0.0.0/0, ::/0]");
  }

  /// The figure counts the routers on the way, both ends included; hops here are the steps between
  /// them.
  @Test
  void hasTheHopCountsOfFigure20() {
    var told =
        PIDS.stream()
            .map(
                src ->
                    PIDS.stream()
                        .map(dst -> (int) cost("hopcount", src, dst))
                        .map(hops -> hops == 0 ? 0 : hops + 1)
                        .toList());

    var expected =
        HOPS.lines().map(line -> Arrays.stream(line.split(" ")).map(Integer::valueOf).toList());
    assertThat(told.toList()).isEqualTo(expected.toList());
  }

  @Test
  void tellsNoCostsOfTheDefaultPid() {
    assertThat(Stream.concat(PIDS.stream(), Stream.of("default")))
        .filteredOn(pid -> !pid.equals("default"))
        .allSatisfy(
            pid -> {
              assertThat(cost("hopcount", "default", pid)).isNaN();
              assertThat(cost("hopcount", pid, "default")).isNaN();
            });
  }

  @Test
  void weighsTheWaysThatTheTextCompares() {
    assertThat(cost("routingcost", "R1", "R9")).isEqualTo(40);
  }

  private double cost(String metric, String src, String dst) {
    NetworkMap map = compiled.networkMap();
    return compiled
        .costs()
        .get(metric)
        .cost(map.number(src).orElseThrow(), map.number(dst).orElseThrow());
  }
}
