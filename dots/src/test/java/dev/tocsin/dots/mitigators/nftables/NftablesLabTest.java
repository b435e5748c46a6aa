// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Scoped;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.SynProtection;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.lab.Host;
import dev.tocsin.lab.Lab;
import dev.tocsin.lab.flood.SynFlood;
import dev.tocsin.lab.flood.UdpFlood;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Real packets through a real router: users and attackers on one side, the customer on the other.
class NftablesLabTest {

  private static final InstantSource CLOCK = InstantSource.system();
  private Lab lab;
  private Host attacker;
  private Host router;
  private Host customer;

  @BeforeAll
  static void needsNamespaces() {
    var reason = Lab.unavailable();
    assumeTrue(reason.isEmpty(), () -> "no lab here: " + reason.orElseThrow());
  }

  @BeforeEach
  void build() {
    lab = Lab.open();
    attacker = lab.host("attacker").ownAll("198.18.0.0/16", "2001:db8:bad::/64");
    router = lab.router("router");
    customer = lab.host("customer");
    lab.link(attacker, router)
        .addresses("10.0.1.2/24", "10.0.1.1/24")
        .addresses("fd00:1::2/64", "fd00:1::1/64");
    lab.link(router, customer)
        .addresses("203.0.113.1/24", "203.0.113.10/24")
        .addresses("2001:db8:1::1/64", "2001:db8:1::10/64");
    attacker.route("default", "10.0.1.1").route("default", "fd00:1::1");
    router.route("198.18.0.0/16", "10.0.1.2").route("2001:db8:bad::/64", "fd00:1::2");
    customer.route("default", "203.0.113.1").route("default", "2001:db8:1::1");
    customer.nft(
        "table inet watch {\n chain in {\n type filter hook prerouting priority 0\n"
            + " udp dport 53 counter\n udp dport 443 counter\n"
            + " tcp flags & (syn | ack) == syn counter\n }\n}\n");
  }

  @AfterEach
  void remove() {
    lab.close();
  }

  private NftablesSettings settings() {
    return NftablesSettings.DEFAULT.withCommand(router.command("nft"));
  }

  private NftablesMitigator mitigator(NftablesSettings settings) {
    return new NftablesMitigator("edge", settings, CLOCK);
  }

  private static MitigationKey key(long mid) {
    return new MitigationKey("customer", "cuid", mid);
  }

  private static MitigationOrder order(long mid, Target... targets) {
    return new MitigationOrder("edge", key(mid), List.of(targets), EnforcementPolicy.OPEN);
  }

  private static Target target(String prefix, List<Integer> ports, Integer... protocols) {
    return new Target(
        List.of(Prefix.parse(prefix)),
        ports.stream().map(PortRange::of).toList(),
        List.of(protocols));
  }

  private void flood(String target, int port, String sources, int count, long pps) {
    var shape = new UdpFlood.Shape(target, List.of(port), sources, count, 100);
    var lines = new ArrayList<String>();
    try (var flood = UdpFlood.start(attacker, shape, pps, 1, lines::add)) {
      assertThat(flood.await(Duration.ofSeconds(20))).isTrue();
      assertThat(flood.exitCode()).as("%s", lines).isZero();
    }
  }

  private long arrived(int rule) {
    return customer.nftCounters("inet", "watch", "in").get(rule).packets();
  }

  @Test
  void dropsExactlyTheProtocolAndPortAskedForAndCountsIt() {
    try (var mitigator = mitigator(settings())) {
      // given
      var events = mitigator.enable(List.of(order(1, target("203.0.113.0/24", List.of(53), 17))));
      assertThat(events.get(key(1)))
          .isEqualTo(
              new MitigatorEvent.Enabled(
                  List.of(target("203.0.113.0/24", List.of(53), 17)), "drop"));

      // when
      flood("203.0.113.10", 53, "198.18.0.0/16", 50, 5_000);
      flood("203.0.113.10", 443, "198.18.0.0/16", 50, 1_000);

      // then
      assertThat(arrived(0)).isZero();
      assertThat(arrived(1)).isPositive();
      var counters = mitigator.measure().get(key(1));
      assertThat(counters.packets().orElseThrow()).isBetween(4_000L, 5_000L);
      assertThat(counters.bytes().orElseThrow()).isEqualTo(128 * counters.packets().orElseThrow());
      assertThat(counters.packetsPerSecond().orElseThrow()).isPositive();

      // when
      mitigator.disable(List.of(key(1)));
      flood("203.0.113.10", 53, "198.18.0.0/16", 50, 1_000);

      // then
      assertThat(arrived(0)).isPositive();
      assertThat(mitigator.measure()).isEmpty();
    }
  }

  @Test
  void dropsARangeOfPortsOverIpv6() {
    try (var mitigator = mitigator(settings())) {
      // given
      var range = List.of(new PortRange(50, 100));
      var prefixes = List.of(Prefix.parse("2001:db8:1::/64"));
      mitigator.enable(List.of(order(1, new Target(prefixes, range, List.of(17)))));

      // when
      flood("2001:db8:1::10", 53, "2001:db8:bad::/64", 20, 2_000);
      flood("2001:db8:1::10", 443, "2001:db8:bad::/64", 20, 1_000);

      // then
      assertThat(arrived(0)).isZero();
      assertThat(arrived(1)).isPositive();
      assertThat(mitigator.measure().get(key(1)).packets().orElseThrow()).isPositive();
    }
  }

  @Test
  void limitsAProtocolToItsRateWhereThePolicySaysSo() {
    var limit = new Scoped.Limit(200, 100);
    try (var mitigator = mitigator(settings().withScoped(limit))) {
      // given
      var events = mitigator.enable(List.of(order(1, target("203.0.113.10/32", List.of(), 17))));
      assertThat(events.get(key(1)))
          .isEqualTo(
              new MitigatorEvent.Enabled(
                  List.of(target("203.0.113.10/32", List.of(), 17)), "limit 200 packets/s"));

      // when
      flood("203.0.113.10", 53, "198.18.0.0/16", 50, 5_000);

      // then: the burst and about a second of the rate
      assertThat(arrived(0)).isBetween(150L, 600L);
      assertThat(mitigator.measure().get(key(1)).packets().orElseThrow()).isGreaterThan(3_000);
    }
  }

  @Test
  void treatsEveryDomainByItsOwnPolicy() {
    customer.ownAll("203.0.113.128/25", "2001:db8:1::99/128");
    router.route("2001:db8:1::99/128", "2001:db8:1::10");
    var drop = policy(new Scoped.Drop(), 100);
    var limit = policy(new Scoped.Limit(200, 100), 2_000);
    try (var mitigator = mitigator(settings())) {
      // given: two domains behind one mitigator, each with a protocol and with a bare prefix
      var acme = order("acme", drop, "203.0.113.10/32", "2001:db8:1::10/128");
      var cafe = order("cafe", limit, "203.0.113.200/32", "2001:db8:1::99/128");
      var events = mitigator.enable(List.of(acme, cafe));

      // when
      flood("203.0.113.10", 53, "198.18.0.0/16", 50, 5_000);
      flood("203.0.113.200", 443, "198.18.0.0/16", 50, 5_000);

      // then: one loses all of it, the other what exceeds its rate
      assertThat(arrived(0)).isZero();
      assertThat(arrived(1)).isBetween(150L, 600L);
      var counters = mitigator.measure();
      assertThat(counters.get(acme.key()).packets().orElseThrow()).isBetween(4_000L, 5_000L);
      assertThat(counters.get(cafe.key()).packets().orElseThrow()).isBetween(3_500L, 4_850L);
      assertThat(action(events, acme))
          .isEqualTo(
              "drop; limit 100 packets/s per source, then nothing for 30 s, 200 SYN/s in all");
      assertThat(action(events, cafe))
          .isEqualTo(
              "limit 200 packets/s; limit 2000 packets/s per source, then nothing for 30 s,"
                  + " 200 SYN/s in all");

      // when: a source that is loud for one of them and quiet for the other
      flood("2001:db8:1::10", 53, "2001:db8:bad:0:1::/80", 1, 1_000);
      flood("2001:db8:1::99", 443, "2001:db8:bad:0:1::/80", 1, 1_000);

      // then
      assertThat(arrived(0)).isBetween(90L, 210L);
      assertThat(arrived(1)).isBetween(1_000L, 1_600L);

      // when: a restart with other policies
      var before = arrived(0);
      try (var after = mitigator(settings())) {
        after.reconcile(
            List.of(order("acme", limit, "203.0.113.10/32", "2001:db8:1::10/128"), cafe));
        flood("203.0.113.10", 53, "198.18.0.0/16", 50, 5_000);

        // then: the kernel has the new one, and nothing of the old
        assertThat(arrived(0) - before).isBetween(150L, 600L);
        assertThat(router.run("nft", "-n", "list", "table", "inet", after.table()))
            .doesNotContain("_32_p_d ", "g100b");
      }
    }
  }

  private static EnforcementPolicy policy(Scoped scoped, int perSource) {
    return new EnforcementPolicy(
        Optional.of(scoped),
        new EnforcementPolicy.Bare(
            OptionalInt.of(perSource),
            OptionalInt.of(perSource),
            Optional.empty(),
            Optional.empty()));
  }

  private static MitigationOrder order(
      String domain, EnforcementPolicy policy, String udp, String bare) {
    return new MitigationOrder(
        "edge",
        new MitigationKey(domain, "cuid", 1),
        List.of(target(udp, List.of(), 17), target(bare, List.of())),
        policy);
  }

  private static String action(Map<MitigationKey, MitigatorEvent> events, MitigationOrder order) {
    return ((MitigatorEvent.Enabled) events.get(order.key())).action();
  }

  @Test
  void aChangedPolicyReplacesTheFiltersAndKeepsWhatTheyCounted() {
    try (var mitigator = mitigator(settings())) {
      // given
      var target = target("203.0.113.10/32", List.of(53), 17);
      mitigator.enable(List.of(order(1, target)));
      flood("203.0.113.10", 53, "198.18.0.0/16", 20, 1_000);
      var dropped = mitigator.measure().get(key(1)).packets().orElseThrow();

      // when
      var limit = policy(new Scoped.Limit(100_000, 100_000), 100);
      mitigator.enable(List.of(new MitigationOrder("edge", key(1), List.of(target), limit)));
      flood("203.0.113.10", 53, "198.18.0.0/16", 20, 1_000);

      // then
      assertThat(arrived(0)).isBetween(900L, 1_000L);
      assertThat(mitigator.measure().get(key(1)).packets()).hasValue(dropped);
      assertThat(router.run("nft", "-n", "list", "table", "inet", mitigator.table()))
          .contains("look4_32_16_l100000b100000")
          .doesNotContain("look4_32_16_d");
    }
  }

  @Test
  void shutsOutLoudSourcesOfABarePrefixAndLeavesQuietOnesAlone() {
    var bare =
        new NftablesSettings.Bare(
            50, 50, Duration.ofSeconds(30), new SynProtection.Limit(100), 65_536);
    try (var mitigator = mitigator(settings().withBare(bare))) {
      for (var address : List.of("203.0.113.10", "2001:db8:1::10")) {
        // given
        var ipv4 = address.contains(".");
        var prefix = ipv4 ? "203.0.113.0/24" : "2001:db8:1::/48";
        long mid = ipv4 ? 4 : 6;
        var before = List.of(arrived(0), arrived(1));
        mitigator.enable(List.of(order(mid, target(prefix, List.of()))));

        // when: 10 sources with 500 packets/s each, and 100 with 10 each
        flood(address, 53, ipv4 ? "198.18.0.0/24" : "2001:db8:bad:0:1::/80", 10, 5_000);
        flood(address, 443, ipv4 ? "198.18.1.0/24" : "2001:db8:bad:0:2::/80", 100, 1_000);

        // then: their burst, at most one packet more each
        assertThat(arrived(0) - before.get(0)).isBetween(400L, 620L);
        assertThat(arrived(1) - before.get(1)).isGreaterThan(900L);
        var dropped = mitigator.measure().get(key(mid)).packets().orElseThrow();
        assertThat(dropped).isBetween(3_500L, 4_700L);
      }
    }
  }

  @Test
  void boundsConnectionRequestsToABarePrefix() {
    assumeTrue(Lab.isInstalled("hping3"), "hping3 is not installed");
    var bare =
        new NftablesSettings.Bare(1_000, 1_000, Duration.ZERO, new SynProtection.Limit(50), 65_536);
    try (var mitigator = mitigator(settings().withBare(bare))) {
      // given
      mitigator.enable(List.of(order(1, target("203.0.113.10/32", List.of()))));

      // when
      try (var flood = SynFlood.start(attacker, "203.0.113.10", 443, 2_000, 2, line -> {})) {
        assertThat(flood.await(Duration.ofSeconds(20))).isTrue();
      }

      // then
      assertThat(arrived(2)).isBetween(1L, 300L);
      assertThat(mitigator.measure().get(key(1)).packets().orElseThrow()).isGreaterThan(500);
    }
  }

  @Test
  void overlappingMitigationsCountWhatIsTheirsAndOutliveEachOther() {
    try (var mitigator = mitigator(settings())) {
      // given: a prefix, an address within it, and the same address once more
      mitigator.enable(
          List.of(
              order(1, target("203.0.113.0/24", List.of(53), 17)),
              order(2, target("203.0.113.10/32", List.of(53), 17)),
              order(3, target("203.0.113.10/32", List.of(53), 17))));

      // when
      flood("203.0.113.10", 53, "198.18.0.0/16", 20, 1_000);

      // then: it counts where it is named most narrowly
      var counters = mitigator.measure();
      var narrow = counters.get(key(2)).packets().orElseThrow();
      assertThat(narrow).isPositive();
      assertThat(counters.get(key(3)).packets()).hasValue(narrow);
      assertThat(counters.get(key(1)).packets()).hasValue(0);

      // when
      mitigator.disable(List.of(key(2)));
      flood("203.0.113.10", 53, "198.18.0.0/16", 20, 1_000);

      // then
      assertThat(arrived(0)).isZero();
      assertThat(mitigator.measure().get(key(3)).packets().orElseThrow()).isGreaterThan(narrow);

      // when
      mitigator.disable(List.of(key(3)));
      flood("203.0.113.10", 53, "198.18.0.0/16", 20, 1_000);

      // then
      assertThat(arrived(0)).isZero();
      assertThat(mitigator.measure().get(key(1)).packets().orElseThrow()).isPositive();
    }
  }

  @Test
  void anAdjustedMitigationKeepsWhatItHasCounted() {
    try (var mitigator = mitigator(settings())) {
      // given
      mitigator.enable(List.of(order(1, target("203.0.113.10/32", List.of(53), 17))));
      flood("203.0.113.10", 53, "198.18.0.0/16", 20, 1_000);

      // when
      mitigator.enable(List.of(order(1, target("203.0.113.10/32", List.of(443), 17))));
      flood("203.0.113.10", 53, "198.18.0.0/16", 20, 1_000);

      // then
      assertThat(arrived(0)).isPositive();
      assertThat(mitigator.measure().get(key(1)).packets().orElseThrow()).isBetween(900L, 1_000L);
    }
  }

  @Test
  void aRestartFindsTheFiltersWithTheirCountersAndRemovesWhatIsNobodys() {
    // given
    try (var before = mitigator(settings())) {
      before.enable(
          List.of(
              order(1, target("203.0.113.10/32", List.of(53), 17)),
              order(2, target("2001:db8:1::/64", List.of()))));
    }
    flood("203.0.113.10", 53, "198.18.0.0/16", 20, 1_000);

    // when
    try (var after = mitigator(settings())) {
      after.reconcile(
          List.of(
              order(1, target("203.0.113.10/32", List.of(53), 17)),
              order(3, target("203.0.113.99/32", List.of(53), 17))));

      // then
      assertThat(after.measure().get(key(1)).packets().orElseThrow()).isBetween(900L, 1_000L);
      var table = router.run("nft", "-n", "list", "table", "inet", after.table());
      assertThat(table)
          .contains("203.0.113.10 . 17 . 53", "203.0.113.99 . 17 . 53")
          .doesNotContain("2001:db8:1::");
      flood("203.0.113.10", 53, "198.18.0.0/16", 20, 1_000);
      assertThat(arrived(0)).isZero();
    }
  }

  @Test
  void rebuildsATableThatOtherSettingsMadeAndTouchesNoOther() {
    // given
    router.nft("table inet other {\n chain c {\n counter\n }\n}\n");
    var orders = List.of(order(1, target("203.0.113.10/32", List.of(53), 17)));
    try (var before = mitigator(settings())) {
      before.enable(orders);
    }

    // when
    var limit = new Scoped.Limit(200, 100);
    try (var after = mitigator(settings().withScoped(limit))) {
      after.reconcile(orders);

      // then
      var rules = router.run("nft", "-n", "list", "ruleset");
      assertThat(rules)
          .contains("limit rate over 200/second burst 100 packets", "table inet other");

      // when
      after.removeAll();

      // then
      assertThat(router.run("nft", "list", "tables").strip()).isEqualTo("table inet other");
    }
  }

  @Test
  void putsBackWhatSomebodyElseRemoved() {
    try (var mitigator = mitigator(settings())) {
      // given
      var orders = List.of(order(1, target("203.0.113.10/32", List.of(53), 17)));
      mitigator.enable(orders);
      router.run("nft", "delete", "table", "inet", mitigator.table());
      assertThatThrownBy(mitigator::measure).isInstanceOf(MitigatorException.class);

      // when
      mitigator.reconcile(orders);
      flood("203.0.113.10", 53, "198.18.0.0/16", 20, 1_000);

      // then
      assertThat(arrived(0)).isZero();
      assertThat(mitigator.measure().get(key(1)).packets().orElseThrow()).isPositive();
    }
  }

  @Test
  void saysWhichPermissionIsMissing() {
    var command = router.command("setpriv", "--bounding-set", "-net_admin", "nft");
    try (var mitigator = mitigator(settings().withCommand(command))) {
      assertThatThrownBy(
              () -> mitigator.enable(List.of(order(1, target("203.0.113.10/32", List.of())))))
          .isInstanceOf(MitigatorException.class)
          .hasMessage("nft is not permitted to change filters: the server needs CAP_NET_ADMIN");
    }
  }

  @Test
  void agreesWithTheKernelAtOneHundredThousand() {
    // given: half of them stand, some of those are nobody's any more
    int count = 100_000;
    var orders = IntStream.range(0, count).mapToObj(NftablesLabTest::small).toList();
    try (var before = mitigator(settings())) {
      var start = System.nanoTime();
      before.enable(orders.subList(0, count / 2));
      print("enabling 50,000", start);
      before.enable(List.of(order(1_000_001, target("192.0.2.1/32", List.of(80), 6))));
    }

    // when
    try (var after = mitigator(settings())) {
      var start = System.nanoTime();
      var events = after.reconcile(orders);
      print("reconciling 100,000 of which 50,000 stood", start);

      // then
      assertThat(events).hasSize(count);
      start = System.nanoTime();
      var measured = after.measure();
      print("measuring 100,000", start);
      assertThat(measured.keySet())
          .isEqualTo(orders.stream().map(MitigationOrder::key).collect(Collectors.toSet()));

      start = System.nanoTime();
      var again = mitigator(settings());
      again.reconcile(orders);
      print("reconciling 100,000 that stood", start);
      start = System.nanoTime();
      again.enable(List.of(order(2_000_000, target("203.0.113.10/32", List.of(53), 17))));
      print("one more", start);
      start = System.nanoTime();
      again.disable(orders.stream().map(MitigationOrder::key).toList());
      print("disabling 100,000", start);
      assertThat(again.measure().keySet()).isEqualTo(Map.of(key(2_000_000), 0).keySet());
    }
  }

  private static MitigationOrder small(int i) {
    var address = "10.%d.%d.%d/32".formatted(i >> 16 & 255, i >> 8 & 255, i & 255);
    return order(
        i + 1, i % 4 == 0 ? target(address, List.of()) : target(address, List.of(i % 100), 17));
  }

  private static void print(String what, long startNanos) {
    System.out.printf("%s: %.2f s%n", what, (System.nanoTime() - startNanos) / 1e9);
  }
}
