// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.policy.GroupingRule.ByCommunity;
import dev.tocsin.alto.core.policy.GroupingRule.ByFirstHop;
import dev.tocsin.alto.core.policy.GroupingRule.ByList;
import dev.tocsin.alto.core.policy.GroupingRule.ByOriginAs;
import dev.tocsin.alto.core.policy.GroupingRule.ByRegion;
import dev.tocsin.alto.core.policy.MapCompiler.Compiled;
import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.base.net.Prefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MapCompilerTest {

  /// a - b - c in a row, the middle one in another region; d is alone.
  private static final Topology ROW = row(4, "10.4.0.0/16");

  private static Topology row(double metric, String attached) {
    return new Topology.Builder()
        .node("a", true, Map.of("region", "north"))
        .node("b", true, Map.of("region", "south"))
        .node("c", true, Map.of("region", "north"))
        .node("d", true, Map.of())
        .link("a", "b", 3)
        .link("b", "a", 3)
        .link("b", "c", metric)
        .link("c", "b", 5)
        .attach(Prefix.parse("10.1.0.0/16"), "a", 0)
        .attach(Prefix.parse("10.2.0.0/16"), "b", 0)
        .attach(Prefix.parse("10.3.0.0/16"), "c", 0)
        .attach(Prefix.parse(attached), "d", 0)
        .build();
  }

  private static final RouteTable NONE = new RouteTable.Builder().build();

  @Test
  void groupsByFirstHopAndWeighsTheWay() {
    var compiled = compile(plan(List.of(new ByFirstHop()), 100, igp(1, 0)), NONE);

    assertThat(pid(compiled, "10.1.2.3")).isEqualTo("a");
    assertThat(pid(compiled, "10.3.0.1")).isEqualTo("c");
    assertThat(pid(compiled, "192.0.2.1")).isEqualTo("rest");
    assertThat(cost(compiled, "a", "c")).isEqualTo(7);
    assertThat(cost(compiled, "c", "a")).isEqualTo(8);
    assertThat(cost(compiled, "a", "a")).isZero();
    assertThat(cost(compiled, "a", "d")).isNaN();
    assertThat(cost(compiled, "a", "rest")).isNaN();
  }

  @Test
  void tellsACostWhereNoWayIsKnownIfItIsTold() {
    var costs =
        new CostPlan(
            "routingcost",
            new CostPlan.Weights(0, 1, 0, 0),
            List.of(),
            new CostPlan.Disclosure(0, 0, 0, OptionalDouble.of(99)));

    var compiled = compile(plan(List.of(new ByFirstHop()), 100, costs), NONE);

    assertThat(cost(compiled, "a", "c")).isEqualTo(2);
    assertThat(cost(compiled, "a", "d")).isEqualTo(99);
    assertThat(cost(compiled, "rest", "a")).isEqualTo(99);
    assertThat(cost(compiled, "rest", "rest")).isZero();
  }

  @Test
  void groupsByRegionAndTakesTheNearestOfItsNodes() {
    var compiled = compile(plan(List.of(new ByRegion("region")), 100, igp(1, 0)), NONE);

    assertThat(pids(compiled)).containsExactly("north", "rest", "south");
    assertThat(cost(compiled, "south", "north")).isEqualTo(3);
    assertThat(cost(compiled, "north", "south")).isEqualTo(3);
  }

  @Test
  void believesAListBeforeCommunitiesBeforeOrigins() throws UnknownHostException {
    // given three routes by a next hop behind b, one of them listed, too
    var table = new RouteTable.Builder();
    table.add(Prefix.parse("198.51.100.0/24"), Reach.listed(Optional.of("mine"), Optional.of("c")));
    table.add(Prefix.parse("198.51.100.0/24"), route("10.2.0.9", 64500, 3, 0xFDE8_0064));
    table.add(Prefix.parse("198.51.101.0/24"), route("10.2.0.9", 64500, 3, 0xFDE8_0064));
    table.add(Prefix.parse("198.51.102.0/24"), route("10.2.0.9", 64501, 1));
    var rules =
        List.of(
            new ByList(),
            new ByCommunity(Map.of(0xFDE8_0064, "customers")),
            new ByOriginAs(),
            new ByFirstHop());

    // when
    var compiled = compile(plan(rules, 100, igp(1, 0)), table.build());

    // then
    assertThat(pid(compiled, "198.51.100.1")).isEqualTo("mine");
    assertThat(pid(compiled, "198.51.101.1")).isEqualTo("customers");
    assertThat(pid(compiled, "198.51.102.1")).isEqualTo("as64501");
    assertThat(pid(compiled, "10.2.0.1")).isEqualTo("b");
    assertThat(cost(compiled, "a", "customers")).isEqualTo(3);
    assertThat(cost(compiled, "a", "mine")).isEqualTo(7);
  }

  @Test
  void weighsPathsOfAutonomousSystemsAndWhatTheOperatorPrefers() throws UnknownHostException {
    var table = new RouteTable.Builder();
    table.add(Prefix.parse("198.51.100.0/24"), route("10.2.0.9", 64500, 2));
    table.add(Prefix.parse("198.51.101.0/24"), route("10.2.0.9", 64500, 4));
    table.add(Prefix.parse("198.51.102.0/24"), route("10.2.0.9", 64501, 1));
    var costs =
        new CostPlan(
            "routingcost",
            new CostPlan.Weights(0, 0, 10, 1),
            List.of(
                new CostPlan.Preference("as64500", "*", 7),
                new CostPlan.Preference("*", "as64501", 2)),
            CostPlan.Disclosure.ALL);

    var compiled = compile(plan(List.of(new ByOriginAs()), 100, costs), table.build());

    assertThat(cost(compiled, "as64500", "as64501")).isEqualTo(10 * (3 + 1) + 7);
    assertThat(cost(compiled, "as64501", "as64500")).isEqualTo(10 * (1 + 3));
    assertThat(cost(compiled, "rest", "as64501")).isEqualTo(10 + 2);
  }

  @Test
  void findsTheNodeOfANextHopThatTheOperatorNames() throws UnknownHostException {
    var table = new RouteTable.Builder();
    table.add(Prefix.parse("198.51.100.0/24"), route("203.0.113.1", 64500, 2));
    var compiler = new MapCompiler(ROW, Map.of(InetAddress.getByName("203.0.113.1"), "c"));

    var compiled = compiler.compile(plan(List.of(new ByFirstHop()), 100, igp(1, 0)), table.build());

    assertThat(pid(compiled, "198.51.100.1")).isEqualTo("c");
    assertThatThrownBy(
            () ->
                new MapCompiler(ROW, Map.of(InetAddress.getByName("203.0.113.1"), "x"))
                    .compile(plan(List.of(new ByFirstHop()), 100, igp(1, 0)), table.build()))
        .isInstanceOf(PolicyException.class)
        .hasMessage("node 'x' is named, and the topology has none");
  }

  @Test
  void keepsBelowItsMostPidsAndLosesNoPrefix() throws UnknownHostException {
    // given a hundred origins behind a, and ten behind b
    var table = new RouteTable.Builder();
    for (int i = 0; i < 110; i++) {
      var hop = i < 100 ? "10.1.0.9" : "10.2.0.9";
      table.add(Prefix.parse("198.18." + i + ".0/24"), route(hop, 64_000 + i, 1));
      if (i == 7) table.add(Prefix.parse("198.19.0.0/16"), route(hop, 64_007, 1));
    }

    // when
    var compiled = compile(plan(List.of(new ByOriginAs()), 20, igp(1, 0)), table.build());

    // then what is near a node stays together
    assertThat(compiled.networkMap().pids()).hasSizeLessThanOrEqualTo(20);
    assertThat(compiled.merged()).isPositive();
    assertThat(pid(compiled, "198.18.3.1")).isEqualTo("near-a");
    for (int i = 0; i < 110; i++) assertThat(pid(compiled, "198.18." + i + ".1")).isNotEmpty();
    int told = compiled.networkMap().pids().stream().mapToInt(each -> each.prefixes().size()).sum();
    assertThat(told).isGreaterThan(110);
  }

  @Test
  void leavesOutWhatChangesNothingAndNothingElse() {
    // given random prefixes, nested in each other, in five groups
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var table = new RouteTable.Builder();
    var naive = new HashMap<Prefix, String>();
    for (int i = 0; i < 3_000; i++) {
      var prefix = randomPrefix(random);
      var group = "g" + random.nextInt(5);
      if (naive.putIfAbsent(prefix, group) == null) {
        table.add(prefix, Reach.listed(Optional.of(group), Optional.empty()));
      }
    }

    // when
    var compiled = compile(plan(List.of(new ByList()), 100, costsWithoutTopology()), table.build());

    // then
    int told = compiled.networkMap().pids().stream().mapToInt(each -> each.prefixes().size()).sum();
    assertThat(told).isLessThan(compiled.prefixes());
    for (int i = 0; i < 5_000; i++) {
      var bytes = new byte[4];
      random.nextBytes(bytes);
      bytes[0] = 10;
      bytes[1] &= 3;
      var address = Prefix.of(bytes, 32);
      assertThat(pid(compiled, address.toString())).isEqualTo(longest(naive, address));
    }
  }

  private static Prefix randomPrefix(Random random) {
    int length = 12 + random.nextInt(17);
    int address = 10 << 24 | random.nextInt(1 << 18);
    int mask = -1 << 32 - length;
    int cut = address & mask;
    return Prefix.of(
        new byte[] {(byte) (cut >> 24), (byte) (cut >> 16), (byte) (cut >> 8), (byte) cut}, length);
  }

  private static String longest(Map<Prefix, String> table, Prefix address) {
    String found = "rest";
    int length = -1;
    for (var each : table.entrySet()) {
      if (each.getKey().contains(address) && each.getKey().length() > length) {
        length = each.getKey().length();
        found = each.getValue();
      }
    }
    return found;
  }

  @Test
  void roundsAndHidesAsTheOperatorWantsAlwaysInTheSameWay() {
    var disclosure = new CostPlan.Disclosure(0, 0.2, 42, OptionalDouble.empty());
    var noisy =
        new CostPlan("routingcost", new CostPlan.Weights(100, 0, 0, 0), List.of(), disclosure);
    var rounded =
        new CostPlan(
            "priv:coarse",
            new CostPlan.Weights(1, 0, 0, 0),
            List.of(),
            new CostPlan.Disclosure(5, 0, 0, OptionalDouble.empty()));
    var plan = new MapPlan("m", List.of(new ByFirstHop()), 100, "rest", List.of(noisy, rounded));

    var first = compile(plan, NONE);
    var again = compile(plan, NONE);

    assertThat(cost(first, "a", "c")).isCloseTo(700, within(140.0)).isNotEqualTo(700);
    assertThat(again.costs()).isEqualTo(first.costs());
    assertThat(first.costs().get("priv:coarse").cost(0, 2)).isEqualTo(5);
    assertThat(first.costs().get("priv:coarse").cost(2, 0)).isEqualTo(10);
  }

  @Test
  void keepsTheMapWhileOnlyLinksChangeAndHasTheCostsOfNow() {
    // given
    var plan = plan(List.of(new ByFirstHop()), 100, igp(1, 0));
    var compiler = new MapCompiler(ROW, Map.of());
    var before = compiler.compile(plan, NONE);

    // when
    var next = compiler.after(row(9, "10.4.0.0/16"));
    var after = next.compile(plan, NONE);

    // then
    assertThat(after.networkMap()).isSameAs(before.networkMap());
    assertThat(cost(before, "a", "c")).isEqualTo(7);
    assertThat(cost(after, "a", "c")).isEqualTo(12);
    assertThat(cost(after, "c", "a")).isEqualTo(cost(before, "c", "a"));
  }

  @Test
  void makesTheMapAgainOfOtherRoutesAndOfOtherAttachments() {
    // given
    var plan = plan(List.of(new ByFirstHop()), 100, igp(1, 0));
    var compiler = new MapCompiler(ROW, Map.of());
    compiler.compile(plan, NONE);
    var listed =
        new RouteTable.Builder()
            .add(Prefix.parse("192.0.2.0/24"), Reach.listed(Optional.empty(), Optional.of("b")))
            .build();

    // when
    var routed = compiler.after(ROW).compile(plan, listed);
    var moved = compiler.after(row(4, "10.5.0.0/16")).compile(plan, NONE);

    // then
    assertThat(pid(routed, "192.0.2.1")).isEqualTo("b");
    assertThat(pid(moved, "10.5.0.1")).isEqualTo("d");
    assertThat(pid(moved, "10.4.0.1")).isEqualTo("rest");
  }

  @Test
  void givesPidsNamesThatAreTheirs() {
    var topology =
        new Topology.Builder()
            .attach(Prefix.parse("10.0.0.0/24"), "10.0.0.1", 0)
            .attach(Prefix.parse("10.0.1.0/24"), "10-0-0-1", 0)
            .attach(Prefix.parse("10.0.2.0/24"), "São Paulo", 0)
            .build();

    var compiled =
        new MapCompiler(topology, Map.of())
            .compile(plan(List.of(new ByFirstHop()), 100, igp(1, 0)), NONE);

    assertThat(pids(compiled)).containsExactly("10-0-0-1", "10-0-0-1-2", "S-o-Paulo", "rest");
  }

  @Test
  void refusesToWeighAWayWithoutATopology() {
    var compiler = new MapCompiler(new Topology.Builder().build(), Map.of());

    assertThatThrownBy(() -> compiler.compile(plan(List.of(new ByOriginAs()), 10, igp(1, 0)), NONE))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("routingcost");
  }

  private static Reach route(String nextHop, long origin, int pathLength, int... communities)
      throws UnknownHostException {
    var all = new ArrayList<Integer>();
    for (int each : communities) all.add(each);
    return new Reach(
        Optional.empty(),
        Optional.empty(),
        Optional.of(InetAddress.getByName(nextHop)),
        OptionalLong.of(origin),
        pathLength,
        all);
  }

  private static CostPlan igp(double igp, double hops) {
    return new CostPlan(
        "routingcost", new CostPlan.Weights(igp, hops, 0, 0), List.of(), CostPlan.Disclosure.ALL);
  }

  private static CostPlan costsWithoutTopology() {
    return new CostPlan(
        "routingcost", new CostPlan.Weights(0, 0, 1, 0), List.of(), CostPlan.Disclosure.ALL);
  }

  private static MapPlan plan(List<? extends GroupingRule> rules, int max, CostPlan costs) {
    return new MapPlan("m", List.copyOf(rules), max, "rest", List.of(costs));
  }

  private static Compiled compile(MapPlan plan, RouteTable routes) {
    return new MapCompiler(ROW, Map.of()).compile(plan, routes);
  }

  private static List<String> pids(Compiled compiled) {
    return compiled.networkMap().pids().stream().map(NetworkMap.Pid::name).toList();
  }

  private static String pid(Compiled compiled, String address) {
    int number = compiled.networkMap().find(Prefix.parse(address)).orElseThrow();
    return compiled.networkMap().pids().get(number).name();
  }

  private static double cost(Compiled compiled, String src, String dst) {
    var map = compiled.networkMap();
    return compiled
        .costs()
        .get("routingcost")
        .cost(map.number(src).orElseThrow(), map.number(dst).orElseThrow());
  }
}
