// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import static dev.tocsin.dots.mitigators.gobgp.Orders.key;
import static dev.tocsin.dots.mitigators.gobgp.Orders.order;
import static dev.tocsin.dots.mitigators.gobgp.Orders.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.wire.flowspec.BitField;
import dev.tocsin.dots.wire.flowspec.BitMatch;
import dev.tocsin.dots.wire.flowspec.FlowAction;
import dev.tocsin.dots.wire.flowspec.FlowRule;
import dev.tocsin.dots.wire.flowspec.NumberField;
import dev.tocsin.dots.wire.flowspec.NumberRange;
import dev.tocsin.dots.wire.flowspec.RouteTarget;
import dev.tocsin.lab.bgp.BgpSession;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Debian's gobgpd, and a BIRD that must receive what it is to announce.
class GobgpLabTest {

  @TempDir Path folder;

  @BeforeAll
  static void needsSpeakers() {
    var reason = BgpSession.unavailable();
    assumeTrue(reason.isEmpty(), () -> reason.orElseThrow());
  }

  private static final MitigationOrder HOST = order(1, "203.0.113.7");
  private static final MitigationOrder HOST6 = order(2, "2001:db8::7");
  private static final MitigationOrder WEB =
      order(3, target("203.0.113.0/24", List.of("443", "8000-8080"), 6));
  private static final MitigationOrder DNS6 =
      order(4, target("2001:db8::/64", List.of("53"), 17, 6));
  private static final String WEB_IN_BIRD =
      "flow4 { dst 203.0.113.0/24; proto 6; dport 443,8000..8080; }";
  private static final String DNS6_IN_BIRD =
      "flow6 { dst 2001:db8::/64; next header 6,17; dport 53; }";

  @Test
  void announcesToAnotherSpeakerAndWithdraws() throws Exception {
    try (var speakers = new Speakers(folder, "");
        var mitigator = new GobgpMitigator(speakers.settings(""))) {
      speakers.awaitReady(mitigator);

      var events = mitigator.enable(List.of(HOST, HOST6, WEB, DNS6));

      assertThat(events.values()).hasOnlyElementsOfType(MitigatorEvent.Enabled.class);
      var routes =
          speakers.awaitRoutes(
              all ->
                  all.contains("203.0.113.7/32")
                      && all.contains("2001:db8::7/128")
                      && all.contains(WEB_IN_BIRD)
                      && all.contains(DNS6_IN_BIRD));
      assertThat(routes).contains("BGP.community: (65535,666)");
      assertThat(routes).contains("(generic, 0x80060000, 0x0)");

      mitigator.disable(List.of(key(1), key(4)));
      routes =
          speakers.awaitRoutes(
              all -> !all.contains("203.0.113.7/32") && !all.contains("2001:db8::/64"));
      assertThat(routes).contains("2001:db8::7/128", WEB_IN_BIRD);
      assertThat(mitigator.measure()).isEmpty();
    }
  }

  @Test
  void carriesEveryComponentAndAction() throws Exception {
    var tcp =
        FlowRule.to(Prefix.parse("198.51.100.0/25"))
            .from(Prefix.parse("192.0.2.0/24"))
            .with(NumberField.PROTOCOL, List.of(NumberRange.of(6)))
            .with(NumberField.PORT, List.of(new NumberRange(1, 65_535)))
            .with(NumberField.DESTINATION_PORT, List.of(NumberRange.of(80)))
            .with(NumberField.SOURCE_PORT, List.of(new NumberRange(1024, 2048)))
            .with(BitField.TCP_FLAGS, List.of(new BitMatch(BitField.SYN, BitField.ACK)))
            .with(NumberField.PACKET_LENGTH, List.of(new NumberRange(40, 60)))
            .with(NumberField.DSCP, List.of(NumberRange.of(46)))
            .with(BitField.FRAGMENT, BitMatch.none(BitField.IS_FRAGMENT));
    var icmp6 =
        FlowRule.to(Prefix.parse("2001:db8:1::/49"))
            .from(Prefix.parse("2001:db8:2::/48"))
            .with(NumberField.PROTOCOL, List.of(NumberRange.of(58)))
            .with(NumberField.ICMP_TYPE, List.of(NumberRange.of(128)))
            .with(NumberField.ICMP_CODE, List.of(NumberRange.of(0)))
            .with(BitField.FRAGMENT, BitMatch.any(BitField.FIRST_FRAGMENT | BitField.LAST_FRAGMENT))
            .with(NumberField.FLOW_LABEL, List.of(NumberRange.of(0x12345)));
    var redirect = new FlowAction.Redirect(RouteTarget.parse("64496:100"));
    try (var speakers = new Speakers(folder, "");
        var client = new GobgpClient(speakers.settings("").api())) {
      var writer = new RouteWriter(speakers.settings(""));
      var limited = writer.announcement(new Route.Flow(tcp, new FlowAction.Rate(1_000)));
      var redirected = writer.announcement(new Route.Flow(icmp6, redirect));
      var icmp =
          FlowRule.to(Prefix.parse("198.51.100.0/25"))
              .with(NumberField.PROTOCOL, List.of(NumberRange.of(1)));
      var counted = writer.announcement(new Route.Flow(icmp, new FlowAction.PacketRate(5_000)));
      speakers.awaitReady(new GobgpMitigator(speakers.settings("")));

      client.announce(List.of(limited, redirected, counted));

      var routes =
          speakers.awaitRoutes(
              all -> all.contains("198.51.100.0/25") && all.contains("2001:db8:1::/49"));
      assertThat(routes)
          .contains(
              "dst 198.51.100.0/25; src 192.0.2.0/24; proto 6; port 1..65535; dport 80;"
                  + " sport 1024..2048; tcp flags 0x2/0x2 && 0x0/0x10; length 40..60; dscp 46;"
                  + " fragment !is_fragment;")
          .contains("next header 58; icmp type 128; icmp code 0;")
          .contains("label 74565", "(generic, 0x80060000, 0x447a0000)")
          .contains("(generic, 0x8008fbf0, 0x64)", "(generic, 0x800c0000, 0x459c4000)");
      // gobgpd gives back what it was given, byte for byte.
      assertThat(client.list(RouteFamily.FLOWSPEC_IPV4))
          .containsOnlyKeys(limited.name(), counted.name())
          .containsValue(java.util.Set.copyOf(limited.attributes()))
          .containsValue(java.util.Set.copyOf(counted.attributes()));
      assertThat(client.list(RouteFamily.FLOWSPEC_IPV6))
          .containsValue(java.util.Set.copyOf(redirected.attributes()));
    }
  }

  @Test
  void agreesAfterACrashAndLeavesTheRoutesOfOthersAlone() throws Exception {
    try (var speakers = new Speakers(folder, "")) {
      try (var first = new GobgpMitigator(speakers.settings(""))) {
        speakers.awaitReady(first);
        first.enable(List.of(HOST, HOST6, WEB));
      }
      // The operator's own: one for the same prefix, too.
      speakers.tool("global", "rib", "add", "198.51.100.0/24", "community", "64500:1");
      speakers.tool("global", "rib", "add", "203.0.113.7/32", "community", "64500:2");
      speakers.tool(
          "global",
          "rib",
          "add",
          "-a",
          "ipv4-flowspec",
          "match",
          "destination",
          "198.51.100.1/32",
          "then",
          "discard");

      try (var second = new GobgpMitigator(speakers.settings(""))) {
        var events = second.reconcile(List.of(WEB, DNS6));

        assertThat(events).containsOnlyKeys(WEB.key(), DNS6.key());
        var routes =
            speakers.awaitRoutes(
                all -> all.contains(DNS6_IN_BIRD) && !all.contains("2001:db8::7/128"));
        assertThat(routes).contains(WEB_IN_BIRD, "198.51.100.0/24", "dst 198.51.100.1/32");
        speakers.awaitRoutes(all -> all.contains("BGP.community: (64500,2)"));

        second.enable(List.of(HOST));
        routes = speakers.awaitRoutes(all -> !all.contains("BGP.community: (64500,2)"));
        assertThat(routes).contains("203.0.113.7/32", "BGP.community: (65535,666)");

        second.disable(List.of(HOST.key(), WEB.key(), DNS6.key()));
        routes =
            speakers.awaitRoutes(
                all -> !all.contains("flow6 {") && all.contains("BGP.community: (64500,2)"));
        assertThat(routes).contains("198.51.100.0/24", "dst 198.51.100.1/32");
        assertThat(routes).doesNotContain("203.0.113.0/24");
      }
    }
  }

  @Test
  void announcesListsBesideMitigationsAndFindsThemAgain() throws Exception {
    var list = Lists.dropping("192.0.2.0/24", BitField.SYN, Prefix.parse("203.0.113.0/24"));
    var inBird = "flow4 { dst 203.0.113.0/24; src 192.0.2.0/24; proto 6; tcp flags 0x2/0x2; }";
    try (var speakers = new Speakers(folder, "")) {
      // given a mitigation and a list
      try (var first = new GobgpMitigator(speakers.settings(""))) {
        speakers.awaitReady(first, List.of(WEB));
        var lists = first.lists().orElseThrow();
        lists.reconcile(List.of(), () -> {});
        assertThat(lists.install(List.of(list), () -> {}))
            .containsValue(new FilterEvent.Installed());
        speakers.awaitRoutes(all -> all.contains(WEB_IN_BIRD) && all.contains(inBird));

        // one that keeps something is refused, and ends what stood
        var keeping = Lists.accepting("192.0.2.0/24", Prefix.parse("203.0.113.0/24"));
        assertThat(lists.install(List.of(keeping), () -> {}))
            .containsValue(
                new FilterEvent.Refused("entry 'one' accepts: flow specifications only drop"));
        speakers.awaitRoutes(all -> all.contains(WEB_IN_BIRD) && !all.contains(inBird));
        lists.install(List.of(list), () -> {});
        speakers.awaitRoutes(all -> all.contains(inBird));
      }

      // when another one comes and has heard of the mitigations only
      try (var second = new GobgpMitigator(speakers.settings(""))) {
        second.reconcile(List.of());
        assertThat(speakers.awaitRoutes(all -> true)).contains(WEB_IN_BIRD, inBird);

        // then the list stays, and ends when nobody wants it
        var lists = second.lists().orElseThrow();
        lists.reconcile(List.of(list), () -> {});
        assertThat(speakers.awaitRoutes(all -> !all.contains(WEB_IN_BIRD))).contains(inBird);
        lists.remove(List.of(list.key()));
        speakers.awaitRoutes(all -> !all.contains(inBird));
      }
    }
  }

  @Test
  void saysThatRoutesAreGoneAndBringsThemBackWhenTheDaemonReturns() throws Exception {
    try (var speakers = new Speakers(folder, "");
        var mitigator = new GobgpMitigator(speakers.settings(""))) {
      speakers.awaitReady(mitigator);
      mitigator.reconcile(List.of(HOST, WEB));
      speakers.awaitRoutes(all -> all.contains("203.0.113.7/32"));

      speakers.kill();
      assertThatThrownBy(() -> mitigator.enable(List.of(HOST6)))
          .isInstanceOf(MitigatorException.class)
          .hasMessageContaining("cannot be reached");
      speakers.awaitRoutes(all -> !all.contains("203.0.113.7/32"));
      speakers.restart();
      speakers.awaitReady(mitigator, List.of(HOST, HOST6, WEB));

      speakers.awaitRoutes(
          all ->
              all.contains("203.0.113.7/32")
                  && all.contains("2001:db8::7/128")
                  && all.contains(WEB_IN_BIRD));
    }
  }

  @Test
  void noticesThatADaemonRestartedWithoutItsRoutes() throws Exception {
    try (var speakers = new Speakers(folder, "");
        var mitigator = new GobgpMitigator(speakers.settings(""))) {
      speakers.awaitReady(mitigator, List.of(HOST, WEB));

      speakers.tool("global", "rib", "del", "all");
      speakers.tool("global", "rib", "del", "all", "-a", "ipv4-flowspec");

      Speakers.patiently()
          .untilAsserted(
              () ->
                  assertThatThrownBy(mitigator::measure)
                      .isInstanceOf(MitigatorException.class)
                      .hasMessageContaining("has lost 2 of 2 routes"));
      mitigator.reconcile(List.of(HOST, WEB));
      speakers.awaitRoutes(all -> all.contains("203.0.113.7/32") && all.contains(WEB_IN_BIRD));
    }
  }

  @Test
  void saysWhatTheDaemonLeavesOut() throws Exception {
    var rejecting =
        """
          [global.apply-policy.config]
            default-import-policy = "reject-route"
        """;
    try (var speakers = new Speakers(folder, rejecting);
        var mitigator = new GobgpMitigator(speakers.settings(""))) {
      speakers.awaitReady(mitigator);

      var events = mitigator.reconcile(List.of(HOST));

      assertThat(events.get(HOST.key()))
          .isEqualTo(
              new MitigatorEvent.Failing(
                  "gobgpd leaves out 203.0.113.7/32: look at its import policy and families"));
    }
  }

  @Test
  void carriesTensOfThousandsOfRoutes() throws Exception {
    var orders =
        IntStream.range(0, 20_000)
            .mapToObj(
                n ->
                    order(
                        n,
                        target(
                            "10.%d.%d.%d".formatted(n >> 16, n >> 8 & 255, n & 255),
                            n % 2 == 0 ? List.of() : List.of("80"))))
            .toList();
    try (var speakers = new Speakers(folder, "");
        var mitigator = new GobgpMitigator(speakers.settings("routes-max: 20000"))) {
      speakers.awaitReady(mitigator);
      long start = System.nanoTime();
      mitigator.enable(orders);
      long enabled = System.nanoTime();
      var routes = speakers.awaitRoutes(all -> count(all) == 20_000);
      assertThat(routes).contains("10.0.78.30/32", "dst 10.0.78.31/32");
      long received = System.nanoTime();
      mitigator.reconcile(orders);
      long reconciled = System.nanoTime();
      System.out.printf(
          "20000 routes: %d ms to gobgpd, %d ms more to BIRD, %d ms to reconcile%n",
          (enabled - start) / 1_000_000,
          (received - enabled) / 1_000_000,
          (reconciled - received) / 1_000_000);

      assertThat(mitigator.enable(List.of(order(99_999, "203.0.113.9"))))
          .containsValue(new MitigatorEvent.Refused("all 20000 routes are in use", true));
    }
  }

  private static long count(String routes) {
    return routes.lines().filter(line -> line.contains("[gobgpd ")).count();
  }
}
