// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Scoped;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.SynProtection;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.nftables.Listing.Counted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final Prefix PREFIX = Prefix.parse("203.0.113.0/24");

  private static final Treatment DROP = new Treatment.Drop();

  private static Plan plan(List<PortRange> ports, Integer... protocols) {
    var target = new Target(List.of(PREFIX), ports, List.of(protocols));
    return plan(NftablesSettings.DEFAULT, EnforcementPolicy.OPEN, target);
  }

  private static Plan plan(NftablesSettings settings, EnforcementPolicy policy, Target... targets) {
    var key = new MitigationKey("customer", "cuid", 1);
    return Plan.of(new MitigationOrder("edge", key, List.of(targets), policy), settings);
  }

  @Test
  void whatThePolicyLeavesOpenIsTheSettings() {
    var bare = new Target(List.of(PREFIX), List.of(), List.of());
    var scoped = new Target(List.of(PREFIX), List.of(), List.of(17));
    var settings = NftablesSettings.DEFAULT.withScoped(new Scoped.Limit(70, 80));

    // when
    var open = plan(settings, EnforcementPolicy.OPEN, bare, scoped);
    var strict = plan(settings, policy(new Scoped.Drop(), new SynProtection.Off()), bare, scoped);

    // then
    assertThat(open.elements())
        .extracting(element -> element.shape().treatment())
        .containsExactly(new Treatment.Guard(200, 400, 30, 200), new Treatment.Limit(70, 80));
    assertThat(((MitigatorEvent.Enabled) open.event()).action())
        .isEqualTo(
            "limit 200 packets/s per source, then nothing for 30 s, 200 SYN/s in all;"
                + " limit 70 packets/s");
    assertThat(strict.elements())
        .extracting(element -> element.shape().treatment())
        .containsExactly(new Treatment.Guard(50, 400, 30, 0), DROP);
    assertThat(((MitigatorEvent.Enabled) strict.event()).action())
        .isEqualTo("limit 50 packets/s per source, then nothing for 30 s; drop");
  }

  private static EnforcementPolicy policy(Scoped scoped, SynProtection syn) {
    return new EnforcementPolicy(
        Optional.of(scoped),
        new EnforcementPolicy.Bare(
            OptionalInt.of(50), OptionalInt.empty(), Optional.empty(), Optional.of(syn)));
  }

  @Test
  void eachTreatmentHasSetsAndRulesOfItsOwn() {
    var script = new Script("tocsin_edge", NftablesSettings.DEFAULT);
    var drop = new Shape(Shape.Kind.PORT, true, 24, 16, DROP);
    var limit = new Shape(Shape.Kind.PORT, true, 24, 16, new Treatment.Limit(70, 80));
    var guard = new Shape(Shape.Kind.BARE, false, 48, 0, new Treatment.Guard(50, 100, 0, 0));

    // when
    var text = script.shapes(List.of(limit, drop, guard), List.of());

    // then: the guard has neither a penalty nor a limit on connection requests
    assertThat(text)
        .contains(
            "add rule inet tocsin_edge v4 jump look4_24_16_d\n"
                + "table inet tocsin_edge {\n set d4_24_16_l70b80 {",
            "  typeof ip daddr . meta l4proto . th dport\n"
                + "  limit rate over 70/second burst 80 packets\n  counter\n",
            "  update @r6_48_b_g50b100p0s0 { ip6 saddr . ip6 daddr & ffff:ffff:ffff::"
                + " limit rate over 50/second burst 100 packets } goto drop6_48_b_g50b100p0s0\n }")
        .doesNotContain("tcp flags", "set s6", "set p6");
    assertThat(script.shapes(List.of(), List.of(guard)))
        .contains("delete set inet tocsin_edge g6_48_b_g50b100p0s0")
        .doesNotContain(" s6_", " p6_");
  }

  @Test
  void portsWithoutProtocolsMeanThoseThatHavePortsAndSaySo() {
    var plan = plan(List.of(PortRange.of(443)));
    assertThat(plan.elements()).extracting(Element::protocol).containsExactly(6, 17, 33, 132);
    assertThat(((MitigatorEvent.Enabled) plan.event()).enabled().getFirst().protocols())
        .containsExactly(6, 17, 33, 132);
  }

  @Test
  void portsOfAProtocolWithoutPortsAreRefused() {
    var plan = plan(List.of(PortRange.of(443)), 1);
    assertThat(plan.elements()).isEmpty();
    assertThat(plan.event()).isInstanceOf(MitigatorEvent.Refused.class);
  }

  @Test
  void tooManyFiltersForOneMitigationAreRefusedAsExceeding() {
    var ports = IntStream.range(0, 5_001).mapToObj(i -> PortRange.of(2 * i)).toList();
    assertThat(plan(ports, 6, 17).event())
        .isEqualTo(new MitigatorEvent.Refused("more than 10000 filters for one mitigation", true));
  }

  @Test
  void blocksCoverExactlyTheirRange() {
    var seed = Long.getLong("seed", System.nanoTime());
    System.out.println("-Dseed=" + seed);
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 1_000; round++) {
      int lower = random.nextInt(0, 65_536);
      var range = new PortRange(lower, random.nextInt(lower, 65_536));

      // when
      var blocks = PortBlock.of(range);

      // then: each begins where the one before ended
      int next = range.lower();
      for (var block : blocks) {
        int size = 1 << 16 - block.bits();
        assertThat(block.lowest()).isEqualTo(next);
        assertThat(block.lowest() % size).isZero();
        next += size;
      }
      assertThat(next).isEqualTo(range.upper() + 1);
      assertThat(blocks.size()).isLessThanOrEqualTo(30);
    }
    assertThat(PortBlock.of(new PortRange(0, 65_535))).containsExactly(new PortBlock(0, 0));
  }

  @Test
  void shapesAreReadFromTheirNames() {
    for (var shape :
        List.of(
            new Shape(Shape.Kind.BARE, true, 24, 0, new Treatment.Guard(1, 2, 3, 4)),
            new Shape(Shape.Kind.PROTOCOL, false, 48, 0, new Treatment.Limit(70, 80)),
            new Shape(Shape.Kind.PORT, true, 32, 16, DROP))) {
      assertThat(Shape.parse(shape.name())).isEqualTo(shape);
    }
  }

  @Test
  void readsElementsWithAndWithoutCounters() {
    var shape = new Shape(Shape.Kind.PORT, false, 64, 16, DROP);
    var listing =
        """
        table inet tocsin_edge {
        \tset d6_64_16 {
        \t\ttypeof ip6 daddr . meta l4proto . th dport
        \t\tlimit rate over 100/second burst 5 packets counter
        \t\telements = { 2001:db8:1:: . 17 . 53 limit rate over 100/second \
        burst 5 packets counter packets 12 bytes 1200,
        \t\t\t     fd00:: . 6 . 443 counter }
        \t}
        }
        """;
    assertThat(Listing.set(shape, listing))
        .containsOnly(
            Map.entry(element("2001:db8:1::/64", 17, 53), new Counted(12, 1200)),
            Map.entry(element("fd00::/64", 6, 443), Counted.ZERO));
  }

  private static Element element(String prefix, int protocol, int port) {
    return Element.ofPorts(Prefix.parse(prefix), protocol, new PortBlock(port, 16), DROP);
  }

  @Test
  void complaintsBecomeOneLine() {
    assertThat(Nft.explain("netlink: Error: Could not process rule: Message too long\n"))
        .isEqualTo("nft: Could not process rule: Message too long");
    assertThat(
            Nft.explain(
                "/dev/stdin:1:1-2: Error: Could not process rule: Operation not permitted\nx"))
        .contains("CAP_NET_ADMIN");
  }

  @Test
  void countersSurviveFiltersThatAreMadeAnewAndAverageOverFiveMinutes() {
    // given: another mitigation had dropped 10 packets through the same element
    var start = Instant.EPOCH;
    var element = element("2001:db8::/64", 17, 53);
    var standing = new Standing(Set.of(element), Map.of(element, new Counted(10, 1_000)), start);

    // when
    standing.read(Map.of(element, new Counted(110, 11_000)));
    var after10s = standing.counters(start.plusSeconds(10));

    // then
    assertThat(after10s.packets()).hasValue(100);
    assertThat(after10s.bytes()).hasValue(10_000);
    assertThat(after10s.packetsPerSecond()).hasValue(10);

    // when: the element counts from zero again
    standing.read(Map.of(element, new Counted(50, 5_000)));

    // then
    assertThat(standing.counters(start.plusSeconds(20)).packets()).hasValue(150);

    // when: ten quiet minutes
    for (int minute = 1; minute <= 10; minute++) {
      standing.counters(start.plus(Duration.ofMinutes(minute)));
    }

    // then
    var later = standing.counters(start.plus(Duration.ofMinutes(11)));
    assertThat(later.packets()).hasValue(150);
    assertThat(later.packetsPerSecond()).hasValue(0);
  }
}
