// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Ways that are taken over from one version of a network to the next.
class PathTableTest {

  private static final int NETWORKS = 300;
  private static final int VERSIONS = 10;
  private static final int NODES = 12;

  private record Line(int from, int to, int metric) {}

  @Test
  void hasTheWaysOfTheNetworkAsItIsNowHoweverItsLinksChange() {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    for (int round = 0; round < NETWORKS; round++) {
      // given
      var lines = new ArrayList<Line>();
      for (int i = 0; i < 3 * NODES; i++) lines.add(line(random));
      var table = new PathTable(network(lines));
      for (int version = 0; version < VERSIONS; version++) {
        for (int node = 0; node < NODES; node++) table.from(node);

        // when
        change(lines, random);
        var now = network(lines);
        table = table.after(now);

        // then
        var where = "seed %d, round %d, version %d".formatted(seed, round, version);
        for (int node = 0; node < NODES; node++) assertSame(table, now, node, where);
      }
    }
  }

  private static void assertSame(PathTable table, Topology now, int source, String where) {
    var expected = ShortestPaths.from(now, source);
    var found = table.from(source);
    for (int node = 0; node < NODES; node++) {
      assertThat(found.metric(node)).as(where).isEqualTo(expected.metric(node));
      if (expected.reaches(node)) {
        assertThat(found.hops(node)).as(where).isEqualTo(expected.hops(node));
      }
    }
  }

  /// One or two links are lost, come, or have another metric.
  private static void change(List<Line> lines, Random random) {
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      int at = random.nextInt(lines.size());
      switch (random.nextInt(3)) {
        case 0 -> lines.remove(at);
        case 1 -> lines.add(line(random));
        default -> lines.set(at, new Line(lines.get(at).from, lines.get(at).to, metric(random)));
      }
    }
  }

  private static Line line(Random random) {
    return new Line(random.nextInt(NODES), random.nextInt(NODES), metric(random));
  }

  // Few values, zero among them, so that many ways are equally good.
  private static int metric(Random random) {
    return random.nextInt(4);
  }

  private static Topology network(List<Line> lines) {
    var topology = new Topology.Builder();
    for (int i = 0; i < NODES; i++) topology.node("n" + i, i % 4 > 0, Map.of());
    for (var each : lines) topology.link("n" + each.from, "n" + each.to, each.metric);
    return topology.build();
  }

  @Test
  void searchesAgainOnlyFromWhereTheChangeMatters() {
    // given a ring of one way, and a link that shortens it for a alone
    var ring = new Topology.Builder().link("a", "b", 1).link("b", "c", 1).link("c", "a", 1);
    var before = new PathTable(ring.link("a", "c", 2).build());
    var from = List.of(before.from(0), before.from(1), before.from(2));

    // when
    var after = before.after(ring.link("a", "c", 1).build());

    // then
    assertThat(after.from(0)).isNotSameAs(from.get(0));
    assertThat(after.from(0).metric(2)).isEqualTo(1);
    assertThat(after.from(1)).isSameAs(from.get(1));
    assertThat(after.from(2).metric(1)).isEqualTo(2);
    assertThat(after.from(2)).isSameAs(from.get(2));
  }

  @Test
  void takesNothingOverFromANetworkOfOtherNodes() {
    var before = new PathTable(new Topology.Builder().link("a", "b", 1).build());
    before.from(0);
    var now = new Topology.Builder().link("b", "a", 7).link("a", "b", 1).build();

    assertThat(before.after(now).from(0).metric(1)).isEqualTo(7);
  }

  @Test
  void knowsWhatElseThanLinksMakesAnotherNetwork() {
    var one = new Topology.Builder().link("a", "b", 1);
    var first = one.build();

    assertThat(first.hasSamePlaces(one.link("a", "b", 2).build())).isTrue();
    assertThat(first.hasSamePlaces(one.attach(Prefix.parse("10.0.0.0/8"), "a", 0).build()))
        .isFalse();
    assertThat(first.hasSamePlaces(new Topology.Builder().link("b", "a", 1).build())).isFalse();
  }
}
