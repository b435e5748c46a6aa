// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.mitigators.ListFilter;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.mitigators.nftables.NftablesMitigator;
import dev.tocsin.dots.mitigators.nftables.NftablesSettings;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.Ipv4Fields;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.L4;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.match.Networks;
import dev.tocsin.dots.wire.data.match.PortMatch;
import dev.tocsin.dots.wire.data.match.PortOperator;
import dev.tocsin.dots.wire.data.match.Ports;
import dev.tocsin.lab.Host;
import dev.tocsin.lab.Lab;
import dev.tocsin.lab.flood.UdpFlood;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real packets, made field by field, through a real router with lists.
class ListLabTest {

  private static final List<Prefix> DOMAIN =
      List.of(Prefix.parse("203.0.113.0/24"), Prefix.parse("2001:db8:1::/64"));

  @TempDir private Path folder;
  private Lab lab;
  private Host outside;
  private Host router;
  private Host customer;
  private NftablesMitigator mitigator;

  @BeforeAll
  static void needsNamespaces() {
    var reason = Lab.unavailable();
    assumeTrue(reason.isEmpty(), () -> "no lab here: " + reason.orElseThrow());
  }

  @BeforeEach
  void build() {
    lab = Lab.open();
    outside = lab.host("outside").ownAll("198.18.0.0/16");
    router = lab.router("router");
    customer = lab.host("customer").ownAll("203.0.113.96/28");
    lab.link(outside, router)
        .addresses("10.0.1.2/24", "10.0.1.1/24")
        .addresses("fd00:1::2/64", "fd00:1::1/64");
    lab.link(router, customer)
        .addresses("203.0.113.1/24", "203.0.113.10/24")
        .addresses("2001:db8:1::1/64", "2001:db8:1::10/64");
    outside.route("default", "10.0.1.1").route("default", "fd00:1::1");
    customer.route("default", "203.0.113.1");
    customer.nft(
        "table inet watch {\n chain in {\n type filter hook prerouting priority 0\n"
            + " udp dport 53 counter\n udp dport 443 counter\n }\n}\n");
    mitigator = mitigator();
    mitigator.reconcile(List.of());
  }

  @AfterEach
  void remove() {
    lab.close();
  }

  private NftablesMitigator mitigator() {
    var settings = NftablesSettings.DEFAULT.withCommand(router.command("nft"));
    return new NftablesMitigator("edge", settings, InstantSource.system());
  }

  private ListFilter lists() {
    return mitigator.lists().orElseThrow();
  }

  private static FilterKey key(String acl) {
    return new FilterKey("customer", "cuid", acl);
  }

  private static FilterOrder order(String acl, long rank, Ace... aces) {
    return order(acl, rank, DOMAIN, List.of(aces));
  }

  private static FilterOrder order(String acl, long rank, List<Prefix> within, List<Ace> aces) {
    var list = new Acl(acl, Optional.empty(), ActivationType.IMMEDIATE, OptionalInt.empty(), aces);
    return new FilterOrder(key(acl), List.of("edge"), rank, list, within);
  }

  /// An entry for UDP to a port, from some addresses to all of the domain.
  private static Ace udp(String name, String source, int port, Actions actions) {
    var networks =
        new Networks(
            Optional.empty(),
            source.isEmpty() ? Optional.empty() : Optional.of(Prefix.parse(source)));
    var to = Optional.<PortMatch>of(new PortMatch.Compare(PortOperator.EQ, port));
    return new Ace(
        name,
        new Matches(
            Optional.of(new L3.Ipv4(IpFields.ANY, Ipv4Fields.ANY, networks, Optional.empty())),
            Optional.of(new L4.Udp(OptionalInt.empty(), new Ports(Optional.empty(), to)))),
        actions);
  }

  private void install(FilterOrder... orders) {
    var events = lists().install(List.of(orders), () -> {});
    assertThat(events.values()).allMatch(event -> event instanceof FilterEvent.Installed);
  }

  /// Sends UDP of 32 bytes in all.
  private void send(int times, String source, String destination, int port) throws Exception {
    var packet = Packet.V4.USUAL.source(source).with(destination, 17, Packet.udp(1000, port, 4));
    RawSender.send(outside, folder, Collections.nCopies(times, packet));
  }

  private long arrived(int rule) {
    return customer.nftCounters("inet", "watch", "in").get(rule).packets();
  }

  private Statistics matched(String acl, String entry) {
    return lists().measure(() -> {}).get(key(acl)).get(entry);
  }

  @Test
  void everyFieldMatchesWhatItNamesAndNothingElse() throws Exception {
    // given
    var cases = MatchCases.all();
    var aces = new ArrayList<Ace>();
    var packets = new ArrayList<byte[]>();
    var expected = new LinkedHashMap<String, Long>();
    for (var each : cases) {
      aces.add(new Ace(each.name(), new Matches(Optional.of(each.l3()), each.l4()), Actions.DROP));
      packets.addAll(each.hits());
      packets.addAll(each.misses());
      expected.put(each.name(), (long) each.hits().size());
    }
    install(order("all", 1, DOMAIN, aces));
    // when
    RawSender.send(outside, folder, packets);
    // then
    var measured = new LinkedHashMap<String, Long>();
    var entries = lists().measure(() -> {}).get(key("all"));
    for (var each : cases) {
      measured.put(each.name(), entries.get(each.name()).matchedPackets().orElseThrow());
    }
    assertThat(measured).isEqualTo(expected);
    System.out.println(cases.size() + " matches, " + packets.size() + " packets");
  }

  @Test
  void anAcceptListSparesPacketsFromWhatMitigationsDrop() throws Exception {
    // given: the mitigation drops all UDP to a port
    var target = new MitigationOrder.Target(DOMAIN, List.of(PortRange.of(53)), List.of(17));
    var mitigation = new MitigationKey("customer", "cuid", 1);
    mitigator.enable(
        List.of(new MitigationOrder("edge", mitigation, List.of(target), EnforcementPolicy.OPEN)));
    // when
    install(
        order("partners", 1, udp("partner", "198.18.7.0/24", 53, Actions.ACCEPT)),
        order("unwanted", 2, udp("unwanted", "198.18.8.0/24", 443, Actions.DROP)));
    send(5, "198.18.7.1", "203.0.113.10", 53);
    send(4, "198.18.8.1", "203.0.113.10", 53);
    send(3, "198.18.8.1", "203.0.113.10", 443);
    send(2, "198.18.7.1", "203.0.113.10", 443);
    // then
    assertThat(arrived(0)).isEqualTo(5);
    assertThat(arrived(1)).isEqualTo(2);
    assertThat(matched("partners", "partner")).isEqualTo(Statistics.of(5, 160));
    assertThat(matched("unwanted", "unwanted")).isEqualTo(Statistics.of(3, 96));
    assertThat(mitigator.measure().get(mitigation).packets()).hasValue(4);
    // when
    lists().remove(List.of(key("partners"), key("unwanted")));
    send(1, "198.18.7.1", "203.0.113.10", 53);
    send(1, "198.18.8.1", "203.0.113.10", 443);
    // then
    assertThat(arrived(0)).isEqualTo(5);
    assertThat(arrived(1)).isEqualTo(3);
    assertThat(lists().measure(() -> {})).isEmpty();
    assertThat(router.run("nft", "list", "counters")).doesNotContain("packets");
  }

  @Test
  void dropsWhatExceedsARate() {
    // given
    install(
        order("limits", 1, udp("dns", "", 53, Actions.limited(new BigDecimal("10000.50")))),
        order("none", 2, udp("nothing", "", 443, Actions.limited(new BigDecimal("0.00")))));
    // when: 128 bytes each, 640,000 bytes in a second
    flood(53, 5_000);
    flood(443, 1_000);
    // then: the burst, and a second or two of the rate
    assertThat(arrived(0)).isBetween(400L, 1_000L);
    assertThat(arrived(1)).isZero();
    assertThat(matched("limits", "dns").matchedPackets().orElseThrow()).isGreaterThan(4_000);
  }

  private void flood(int port, long pps) {
    var shape = new UdpFlood.Shape("203.0.113.10", List.of(port), "198.18.0.0/16", 50, 100);
    var lines = new ArrayList<String>();
    try (var flood = UdpFlood.start(outside, shape, pps, 1, lines::add)) {
      assertThat(flood.await(Duration.ofSeconds(20))).isTrue();
      assertThat(flood.exitCode()).as("%s", lines).isZero();
    }
  }

  @Test
  void touchesOnlyWhatGoesToTheDomain() throws Exception {
    // given: entries without a destination
    var some = List.of(Prefix.parse("203.0.113.0/28"), Prefix.parse("203.0.113.4/30"));
    var everything = new Ace("everything", Matches.ANY, Actions.DROP);
    var events = lists().install(List.of(order("all", 1, some, List.of(everything))), () -> {});
    assertThat(events).containsOnlyKeys(key("all"));
    // when
    send(2, "198.18.7.1", "203.0.113.10", 53);
    send(3, "198.18.7.1", "203.0.113.100", 53);
    // then
    assertThat(arrived(0)).isEqualTo(3);
    assertThat(matched("all", "everything")).isEqualTo(Statistics.of(2, 64));
    // when: the domain has another prefix now
    var other = List.of(Prefix.parse("203.0.113.96/28"));
    install(order("all", 1, other, List.of(everything)));
    send(2, "198.18.7.1", "203.0.113.10", 53);
    send(1, "198.18.7.1", "203.0.113.100", 53);
    // then
    assertThat(arrived(0)).isEqualTo(5);
    assertThat(matched("all", "everything")).isEqualTo(Statistics.of(3, 96));
  }

  @Test
  void theFirstEntryThatMatchesDecidesByRankAndOrder() throws Exception {
    // given
    var accept = udp("good", "198.18.7.0/24", 53, Actions.ACCEPT);
    var drop = udp("bad", "198.18.0.0/16", 53, Actions.DROP);
    install(order("one", 1, accept, drop));
    send(2, "198.18.7.1", "203.0.113.10", 53);
    send(3, "198.18.8.1", "203.0.113.10", 53);
    assertThat(arrived(0)).isEqualTo(2);
    // when
    install(order("two", 0, udp("all", "", 53, Actions.DROP)));
    send(4, "198.18.7.1", "203.0.113.10", 53);
    // then: another list has come, and this one has counted on
    assertThat(arrived(0)).isEqualTo(2);
    assertThat(matched("one", "good")).isEqualTo(Statistics.of(2, 64));
    assertThat(matched("one", "bad")).isEqualTo(Statistics.of(3, 96));
    assertThat(matched("two", "all")).isEqualTo(Statistics.of(4, 128));
    // when: they change places
    install(order("two", 2, udp("all", "", 53, Actions.DROP)));
    send(5, "198.18.7.1", "203.0.113.10", 53);
    // then
    assertThat(arrived(0)).isEqualTo(7);
    assertThat(matched("one", "good")).isEqualTo(Statistics.of(7, 224));
    // when: an entry goes
    install(order("one", 1, drop));
    send(1, "198.18.7.1", "203.0.113.10", 53);
    // then: the one that stays has counted on
    assertThat(arrived(0)).isEqualTo(7);
    assertThat(lists().measure(() -> {}).get(key("one")))
        .isEqualTo(Map.of("bad", Statistics.of(4, 128)));
  }

  @Test
  void sharesLookupsAmongEntriesThatDifferInTheirAddresses() throws Exception {
    // given: hosts, networks and an exception among them
    var aces = new ArrayList<Ace>();
    for (int i = 1; i <= 20; i++) {
      aces.add(udp("host " + i, "198.18.1." + i + "/32", 53, Actions.DROP));
      aces.add(udp("net " + i, "198.18." + (10 + i) + ".0/24", 53, Actions.DROP));
    }
    aces.add(7, udp("exception", "198.18.30.0/24", 53, Actions.ACCEPT));
    install(order("many", 1, DOMAIN, aces));
    var chain = router.run("nft", "-t", "list", "ruleset");
    assertThat(chain.lines().filter(line -> line.contains("@m"))).hasSizeBetween(2, 4);
    // when
    send(1, "198.18.1.3", "203.0.113.10", 53);
    send(2, "198.18.15.77", "203.0.113.10", 53);
    send(3, "198.18.30.1", "203.0.113.10", 53);
    send(4, "198.18.1.99", "203.0.113.10", 53);
    send(5, "198.18.1.3", "203.0.113.10", 443);
    // then
    assertThat(arrived(0)).isEqualTo(7);
    assertThat(arrived(1)).isEqualTo(5);
    assertThat(matched("many", "host 3")).isEqualTo(Statistics.of(1, 32));
    assertThat(matched("many", "net 5")).isEqualTo(Statistics.of(2, 64));
    assertThat(matched("many", "exception")).isEqualTo(Statistics.of(3, 96));
    assertThat(matched("many", "net 20")).isEqualTo(Statistics.of(0, 0));
  }

  @Test
  void aRestartFindsTheListsWithTheirCountersAndRemovesWhatIsNobodys() throws Exception {
    // given
    var stays = order("stays", 1, udp("dns", "", 53, Actions.DROP));
    install(stays, order("goes", 2, udp("web", "", 443, Actions.DROP)));
    send(3, "198.18.7.1", "203.0.113.10", 53);
    // and one that was being built when the server died
    var half = order("half", 3, udp("web", "198.18.9.0/24", 443, Actions.DROP));
    var plan = ListPlan.of(half);
    router.nft(
        "table inet %s {\n chain %s {}\n chain %s {}\n}\n"
            .formatted(mitigator.table(), plan.chain(), ListPlan.partial(plan.id())));
    // when
    mitigator = mitigator();
    mitigator.reconcile(List.of());
    var events = lists().reconcile(List.of(stays, half), () -> {});
    // then
    assertThat(events).containsOnlyKeys(key("stays"), key("half"));
    send(1, "198.18.7.1", "203.0.113.10", 53);
    send(2, "198.18.7.1", "203.0.113.10", 443);
    send(2, "198.18.9.1", "203.0.113.10", 443);
    assertThat(lists().measure(() -> {}))
        .isEqualTo(
            Map.of(
                key("stays"), Map.of("dns", Statistics.of(4, 128)),
                key("half"), Map.of("web", Statistics.of(2, 64))));
    assertThat(arrived(0)).isZero();
    assertThat(arrived(1)).isEqualTo(2);
  }

  @Test
  void putsBackWhatSomebodyElseRemoved() throws Exception {
    // given
    var order = order("dns", 1, udp("dns", "", 53, Actions.DROP));
    install(order);
    router.run("nft", "delete", "table", "inet", mitigator.table());
    assertThatThrownBy(() -> lists().measure(() -> {})).isInstanceOf(MitigatorException.class);
    // when
    lists().reconcile(List.of(order), () -> {});
    send(1, "198.18.7.1", "203.0.113.10", 53);
    // then
    assertThat(arrived(0)).isZero();
    assertThat(matched("dns", "dns")).isEqualTo(Statistics.of(1, 32));
  }

  @Test
  void holdsAHundredThousandEntriesWithTheirCounters() throws Exception {
    // given
    var orders = new ArrayList<FilterOrder>();
    for (int i = 0; i < 20; i++) orders.add(order("sources " + i, i, DOMAIN, sources(i, 5_000)));
    var ports = IntStream.range(0, 1_000).mapToObj(ListLabTest::port).toList();
    orders.add(order("ports", 90, DOMAIN, ports));
    var small = order("small", 99, udp("dns", "198.18.200.0/24", 53, Actions.DROP));
    timed("one small list", () -> install(small));
    var steps = new AtomicInteger();
    // when
    timed("101,000 entries", () -> lists().install(orders, steps::incrementAndGet));
    // then
    System.out.println("steps with room for mitigations: " + steps);
    assertThat(steps).hasValueGreaterThan(60);
    timed("measuring 101,001", () -> assertThat(lists().measure(() -> {})).hasSize(22));
    timed(
        "replacing a small one",
        () -> install(order("small", 99, udp("dns", "", 53, Actions.DROP))));
    send(2, "198.18.3.4", "203.0.113.10", 53);
    assertThat(matched("sources 0", "source 772")).isEqualTo(Statistics.of(2, 64));
    var changed = new ArrayList<>(sources(0, 5_000));
    changed.remove(5);
    orders.set(0, order("sources 0", 0, DOMAIN, changed));
    timed("replacing 5,000", () -> install(orders.getFirst()));
    assertThat(matched("sources 0", "source 772")).isEqualTo(Statistics.of(2, 64));
    mitigator = mitigator();
    timed("reconciling 101,000 that stand", () -> lists().reconcile(orders, () -> {}));
    assertThat(matched("sources 0", "source 772")).isEqualTo(Statistics.of(2, 64));
    var keys = orders.stream().map(FilterOrder::key).toList();
    timed("removing all", () -> lists().remove(keys));
    assertThat(lists().measure(() -> {})).isEmpty();
  }

  private static List<Ace> sources(int list, int count) {
    return IntStream.range(list * count, (list + 1) * count).mapToObj(ListLabTest::source).toList();
  }

  private static Ace source(int i) {
    var address = "198.%d.%d.%d/32".formatted(18 + (i >> 16), i >> 8 & 255, i & 255);
    return udp("source " + i, address, 53, Actions.DROP);
  }

  private static Ace port(int i) {
    return udp(
        "port " + i, "198.18.0.0/16", 10_000 + i, i % 2 == 0 ? Actions.DROP : Actions.ACCEPT);
  }

  private static void timed(String what, Runnable work) {
    var start = System.nanoTime();
    work.run();
    System.out.printf("%s: %.2f s%n", what, (System.nanoTime() - start) / 1e9);
  }
}
