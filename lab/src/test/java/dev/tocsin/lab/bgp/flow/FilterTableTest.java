// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FilterTableTest {

  private final FilterTable table = new FilterTable();

  private FilterTable.Change bring(FlowRoute... routes) {
    var change = table.to(List.of(routes), _ -> true);
    table.loaded(change);
    return change;
  }

  @Test
  void keepsTheChainsOfRoutesThatStay() {
    // given
    var first = Captured.to("198.51.100.11/32");
    var second = Captured.to("198.51.100.15/32");
    bring(first, second);

    // when
    var more = bring(first, second, Captured.to("198.51.100.21/32"));
    var fewer = bring(second);

    // then
    assertThat(more.script()).contains("add chain inet flowspec route_3\n");
    assertThat(more.script()).doesNotContain("chain inet flowspec route_1");
    assertThat(fewer.script())
        .contains("delete chain inet flowspec route_1", "delete chain inet flowspec route_3")
        .doesNotContain("chain inet flowspec route_2", "add chain");
    assertThat(bring(second).isNothing()).isTrue();
  }

  @Test
  void ofOverlappingRoutesTheMoreSpecificComesFirst() {
    var drop = Captured.to("198.51.100.10/32");
    var own = Captured.route("flow4 { dst 198.51.100.10/32; proto 17; dport 443; }");

    var jumps = bring(drop, own).script().lines().filter(line -> line.contains(" jump ")).toList();

    assertThat(jumps.getFirst()).contains("th dport { 443 } jump route_1");
    assertThat(jumps.getLast()).contains("ip daddr 198.51.100.10/32 jump route_2");
  }

  @Test
  void limitsInPacketsAndInBytesAndGoesOnWhereItIsTold() {
    var script =
        Stream.of("198.51.100.15/32", "198.51.100.18/32", "198.51.100.17/32")
            .map(Captured::to)
            .map(route -> new FilterTable().to(List.of(route), _ -> true).script())
            .toList();

    assertThat(script.get(0))
        .contains(
            "limit rate over 9600 bytes/second burst 15000 bytes counter name over_limit drop")
        .contains("route_1 accept");
    assertThat(script.get(1)).doesNotContain("accept", "drop");
    assertThat(script.get(2)).contains("route_1 ip dscp set 10");
  }

  @Test
  void leavesOutWhatTheKernelDoesNotTake() {
    var refused = Captured.to("198.51.100.11/32");
    var taken = Captured.to("198.51.100.15/32");

    var change = table.to(List.of(refused, taken), script -> !script.contains("198.51.100.11"));

    assertThat(change.standing()).containsOnlyKeys(taken);
    assertThat(change.leftOut()).containsExactly(refused.text() + ": the kernel does not take it");
  }
}
