// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.lab.Host;
import dev.tocsin.lab.Lab;
import dev.tocsin.lab.Running;
import dev.tocsin.lab.bgp.BgpSession;
import dev.tocsin.lab.bgp.BgpSession.Speaker;
import dev.tocsin.lab.bgp.Bird;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A router's kernel filters what its BIRD has, and nothing else: real packets.
class FlowFiltersLabTest {

  /// A flow specification, packets that it means, and packets that it does not: arguments of
  /// hping3.
  private record Case(String flow, String target, List<String> meant, List<String> others) {}

  private static final List<Case> CASES =
      List.of(
          new Case(
              "flow4 { dst 198.51.100.1/32; proto 17; dport 53..60,80; }",
              "198.51.100.1",
              List.of("-2 -p 55", "-2 -p 80"),
              List.of("-2 -p 61", "-S -p 55")),
          new Case(
              "flow4 { dst 198.51.100.2/32; port 1000; }",
              "198.51.100.2",
              List.of("-2 -s 1000 -k -p 9", "-2 -p 1000", "-S -p 1000"),
              List.of("-2 -s 999 -k -p 9", "-1")),
          new Case(
              "flow4 { dst 198.51.100.3/32; proto 6; tcp flags 0x2/0x2 && 0x0/0x10; }",
              "198.51.100.3",
              List.of("-S -p 80", "-S -F -p 80"),
              List.of("-S -A -p 80", "-A -p 80")),
          new Case(
              "flow4 { dst 198.51.100.4/32; proto 1; icmp type 8; icmp code 0; }",
              "198.51.100.4",
              List.of("-1"),
              List.of("-1 -C 13", "-2 -p 8")),
          new Case(
              "flow4 { dst 198.51.100.5/32; length 100..200; }",
              "198.51.100.5",
              List.of("-2 -p 9 -d 100", "-2 -p 9 -d 172"),
              List.of("-2 -p 9 -d 10", "-2 -p 9 -d 173")),
          new Case(
              "flow4 { dst 198.51.100.6/32; dscp 46; }",
              "198.51.100.6",
              List.of("-2 -p 9 -o b8"),
              List.of("-2 -p 9", "-2 -p 9 -o 28")),
          // Three fragments, of which two are not the first.
          new Case(
              "flow4 { dst 198.51.100.7/32; fragment is_fragment; }",
              "198.51.100.7",
              List.of("-2 -p 9 -d 2000 -f -m 800", "-2 -p 9 -d 1000 -f -m 800"),
              List.of("-2 -p 9 -d 20", "-2 -p 9 -d 20 -y")),
          new Case(
              "flow4 { dst 198.51.100.8/32; fragment dont_fragment; }",
              "198.51.100.8",
              List.of("-2 -p 9 -y"),
              List.of("-2 -p 9")),
          new Case(
              "flow4 { dst 198.51.100.9/32; src 10.0.0.0/30; proto 17; }",
              "198.51.100.9",
              List.of("-2 -p 9"),
              List.of("-2 -p 9 -a 10.1.0.1")));

  @TempDir private Path folder;

  private final Lab lab = Lab.open();
  private Host sender;
  private Host router;
  private Bird bird;

  @BeforeAll
  static void needsNamespacesAndBird() {
    var reason = Lab.unavailable().or(BgpSession::unavailable);
    assumeTrue(reason.isEmpty(), () -> "no lab here: " + reason.orElseThrow());
    assumeTrue(Lab.isInstalled("hping3"), "hping3 is not installed");
  }

  @BeforeEach
  void build() {
    sender = lab.host("sender");
    router = lab.router("router");
    var receiver = lab.host("receiver");
    lab.link(sender, router)
        .addresses("10.0.0.2/30", "10.0.0.1/30")
        .addresses("fd00:1::2/64", "fd00:1::1/64");
    lab.link(router, receiver)
        .addresses("10.0.1.1/30", "10.0.1.2/30")
        .addresses("fd00:2::1/64", "fd00:2::2/64");
    sender.route("default", "10.0.0.1").route("default", "fd00:1::1");
    router.route("198.51.100.0/24", "10.0.1.2");
    receiver.route("default", "fd00:2::1");
    receiver.blackholeRoute("0.0.0.0/0");
    var session = new BgpSession(new Speaker("10.0.0.9", 1), new Speaker("10.0.0.1", 2), 179);
    bird = Bird.make(folder.resolve("bird"), session);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void dropsThePacketsThatAreMeantAndNoOthers() throws Exception {
    // given
    start(CASES.stream().map(each -> route(each.flow(), DROP)).toList());

    // when
    for (var each : CASES) {
      for (var packet : each.meant()) hping(each.target(), packet);
      for (var packet : each.others()) hping(each.target(), packet);
      awaitPings();
    }

    // then
    for (var each : CASES) {
      long expected = each.flow().contains("is_fragment") ? 3 : each.meant().size();
      assertThat(matched(each.flow())).describedAs(each.flow()).isEqualTo(expected);
    }
    assertThat(counter("dropped"))
        .isEqualTo(CASES.stream().mapToLong(each -> matched(each.flow())).sum());
  }

  @Test
  void filtersIpv6() throws Exception {
    // given
    var rest = "flow6 { dst fd00:2::/64; }";
    var own = "flow6 { dst fd00:2::2/128; next header 17; dport 53; length 48..60; }";
    var other = "flow6 { dst ::2:0:0:0:2/128 offset 16; next header 58; }";
    start(List.of(route(rest, DROP), route(own, ""), route(other, "")));

    // when
    for (var packet : List.of("2000 53", "5 53", "5 54")) {
      var words = packet.split(" ");
      sender.run(
          "bash",
          "-c",
          "head -c %s /dev/zero | dd bs=1000 > /dev/udp/fd00:2::2/%s".formatted(words));
    }
    sender.attempt("ping", "-6", "-c", "1", "-W", "1", "fd00:2::2");

    // then: the specific one lets pass what the other would drop
    assertThat(matched(own)).isEqualTo(1);
    assertThat(matched(rest)).isPositive();
    assertThat(counter("dropped")).isEqualTo(matched(rest));
  }

  @Test
  void limitsToARateAndFollowsChanges() throws Exception {
    // given
    var limited = "flow4 { dst 198.51.100.1/32; proto 17; dport 53; }";
    var later = "flow4 { dst 198.51.100.2/32; }";
    // 20 packets/s
    start(List.of(route(limited, "bgp_ext_community.add((generic, 0x800c0000, 0x41a00000));")));

    // when: 100 packets in a second
    sender.attempt("hping3", "-q", "-2", "-p", "53", "-i", "u10000", "-c", "100", "198.51.100.1");

    // then
    assertThat(matched(limited)).isEqualTo(100);
    assertThat(counter("over_limit")).isBetween(60L, 85L);

    // when: another comes
    configure(
        List.of(
            route(limited, "bgp_ext_community.add((generic, 0x800c0000, 0x41a00000));"),
            route(later, DROP)));
    awaitFilters(2);

    // then: what stands goes on counting
    assertThat(matched(limited)).isEqualTo(100);

    // when: all go
    configure(List.of());
    awaitFilters(0);
    assertThat(counter("over_limit")).isBetween(60L, 85L);
  }

  private static final String DROP = "bgp_ext_community.add((generic, 0x80060000, 0x0));";

  private static String route(String flow, String action) {
    // Where the configuration differs from what is printed.
    var written = flow.replaceAll("(proto|next header|dscp|type|code) (\\d+)", "$1 = $2");
    return "route " + written + " { " + action + " };\n";
  }

  private void write(List<String> routes) throws Exception {
    var file = folder.resolve("bird/bird.conf");
    var before = Files.readString(file);
    int end = before.indexOf("protocol static");
    Files.writeString(file, end < 0 ? before : before.substring(0, end));
    for (var family : List.of("flow4", "flow6")) {
      var own = routes.stream().filter(route -> route.startsWith("route " + family)).toList();
      Files.writeString(
          file,
          "protocol static { %s;\n%s}\n".formatted(family, String.join("", own)),
          StandardOpenOption.APPEND);
    }
  }

  private void start(List<String> routes) throws Exception {
    write(routes);
    router.start(folder.resolve("bird.log"), bird.command());
    FlowFilters.start(router, bird, folder.resolve("filters.log"), 50);
    awaitFilters(routes.size());
  }

  private void configure(List<String> routes) throws Exception {
    write(routes);
    router.run("birdc", "-s", bird.controlSocket(), "configure");
  }

  private void awaitFilters(int count) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(listing().split("chain route_", -1)).hasSize(count + 1));
  }

  private String listing() {
    return router.attempt("nft", "list", "table", "inet", "flowspec").stdout();
  }

  private final java.util.ArrayList<Running> pings = new java.util.ArrayList<>();

  private void hping(String target, String packet) {
    var command = "hping3 -q -c 1 -i u1000 " + packet + " " + target;
    pings.add(sender.start(_ -> {}, "timeout", "5", "sh", "-c", command));
  }

  private void awaitPings() {
    for (var ping : pings) assertThat(ping.await(Duration.ofSeconds(20))).isTrue();
    pings.clear();
  }

  /// Packets that a flow specification has matched.
  private long matched(String flow) {
    var found =
        Pattern.compile("counter packets (\\d+) bytes \\d+ comment \"" + Pattern.quote(flow))
            .matcher(listing());
    assertThat(found.find()).describedAs(flow + " in\n" + listing()).isTrue();
    return Long.parseLong(found.group(1));
  }

  private long counter(String name) {
    var found = Pattern.compile("counter " + name + " \\{\\s+packets (\\d+)").matcher(listing());
    assertThat(found.find()).describedAs(listing()).isTrue();
    return Long.parseLong(found.group(1));
  }
}
