// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.lab.flood.SynFlood;
import dev.tocsin.lab.flood.UdpFlood;
import dev.tocsin.lab.meter.Goodput;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NetworkLabTest {

  @BeforeAll
  static void needsNamespaces() {
    var reason = Lab.unavailable();
    assumeTrue(reason.isEmpty(), () -> "no lab here: " + reason.orElseThrow());
  }

  @Test
  void aRoutedStreamArrivesOverIpv4AndIpv6() {
    try (var lab = Lab.open()) {
      // given
      var users = lab.host("users");
      var router = lab.router("router");
      var server = lab.host("server");
      lab.link(users, router)
          .addresses("10.0.1.2/24", "10.0.1.1/24")
          .addresses("fd00:1::2/64", "fd00:1::1/64");
      lab.link(router, server)
          .addresses("10.0.2.1/24", "10.0.2.2/24")
          .addresses("fd00:2::1/64", "fd00:2::2/64");
      users.route("default", "10.0.1.1").route("default", "fd00:1::1");
      server.route("default", "10.0.2.1").route("default", "fd00:2::1");

      // when, then
      assertThat(packetsArriving(users, server, "10.0.1.2/32", "10.0.2.2:5000")).isPositive();
      assertThat(packetsArriving(users, server, "fd00:1::2/128", "[fd00:2::2]:5000")).isPositive();
    }
  }

  private static long packetsArriving(Host from, Host to, String source, String address) {
    var service = new Goodput.Service(to, "udp", address, 0);
    try (var meter = Goodput.listen(service, Duration.ofMillis(200))) {
      meter.send(new Goodput.Users(from, source, 1), 500, 200, 5);
      return awaitPackets(meter);
    }
  }

  private static long awaitPackets(Goodput meter) {
    return meter
        .await(sample -> sample.packets() > 0, Duration.ofSeconds(10))
        .map(Goodput.Sample::packets)
        .orElse(0L);
  }

  @Test
  void theRateOfALinkBoundsWhatArrives() {
    try (var lab = Lab.open()) {
      // given
      var a = lab.host("a");
      var b = lab.host("b");
      lab.link(a, b).addresses("10.0.0.1/24", "10.0.0.2/24").rate("2mbit");
      var service = new Goodput.Service(b, "udp", "10.0.0.2:5000", 0);
      try (var meter = Goodput.listen(service, Duration.ofMillis(250))) {

        // when: 16 Mbit/s are sent for four seconds
        meter.send(new Goodput.Users(a, "10.0.0.1/32", 1), 2_000, 1_000, 4);
        var start = awaitFirstArrival(meter);
        awaitSample(meter, start.plusSeconds(3));

        // then
        assertThat(meter.mbps(start, start.plusSeconds(3))).isBetween(1.0, 2.1);
      }
    }
  }

  private static Instant awaitFirstArrival(Goodput meter) {
    var first = meter.await(sample -> sample.packets() > 0, Duration.ofSeconds(10));
    return first.orElseThrow().end();
  }

  private static void awaitSample(Goodput meter, Instant end) {
    assertThat(meter.await(sample -> !sample.end().isBefore(end), Duration.ofSeconds(10)))
        .isPresent();
  }

  @Test
  void aTcpStreamIsMeteredToo() {
    try (var lab = Lab.open()) {
      // given
      var a = lab.host("a");
      var b = lab.host("b");
      lab.link(a, b).addresses("10.0.0.1/24", "10.0.0.2/24");
      var service = new Goodput.Service(b, "tcp", "10.0.0.2:5000", 0);
      try (var meter = Goodput.listen(service, Duration.ofMillis(200))) {

        // when
        meter.send(new Goodput.Users(a, "10.0.0.1/32", 1), 100, 1_000, 3);

        // then
        assertThat(awaitPackets(meter)).isPositive();
      }
    }
  }

  @Test
  void lossTakesAboutItsShare() {
    try (var lab = Lab.open()) {
      // given
      var a = lab.host("a").ownAll("198.18.0.0/16");
      var b = lab.host("b");
      var link = lab.link(a, b).addresses("10.0.0.1/24", "10.0.0.2/24").loss(50, 0);
      countUdp(b);

      // when
      var sent = flood(a, "10.0.0.2", 20_000);

      // then
      var arrived = b.nftCounters("inet", "watch", "in").getFirst().packets();
      assertThat(arrived).isBetween(sent * 45 / 100, sent * 55 / 100);
      // then: nothing vanished; a few neighbour discoveries may be among the lost
      assertThat(arrived + link.lostTowards(link.b())).isBetween(sent, sent + 10);
    }
  }

  private static void countUdp(Host host) {
    host.nft(
        "table inet watch {\n chain in {\n  type filter hook prerouting priority 0\n"
            + "  meta l4proto udp counter\n }\n}\n");
  }

  private static long flood(Host attacker, String target, long pps) {
    var lines = new LinkedBlockingQueue<String>();
    var shape = new UdpFlood.Shape(target, List.of(443, 0), "198.18.0.0/16", 200, 100);
    try (var flood = UdpFlood.start(attacker, shape, pps, 1, lines::add)) {
      assertThat(flood.await(Duration.ofSeconds(20))).isTrue();
      var line = lines.poll(5, TimeUnit.SECONDS);
      assertThat(line).isNotNull().startsWith("{\"sent\":");
      return Long.parseLong(line.replaceAll("\\D", ""));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFloodComesFromManySources() {
    try (var lab = Lab.open()) {
      // given
      var a = lab.host("a").ownAll("198.18.0.0/16");
      var b = lab.host("b");
      lab.link(a, b).addresses("10.0.0.1/24", "10.0.0.2/24");
      b.nft(
          "table inet watch {\n set sources {\n type ipv4_addr\n flags dynamic\n size 1000\n }\n"
              + " chain in {\n type filter hook prerouting priority 0\n"
              + " udp dport != 0 add @sources { ip saddr }\n }\n}\n");

      // when
      flood(a, "10.0.0.2", 20_000);

      // then
      var listing = b.run("nft", "list", "set", "inet", "watch", "sources");
      assertThat(listing.split("198\\.18\\.").length - 1).isBetween(190, 200);
    }
  }

  @Test
  void aSynFloodReachesItsTarget() throws InterruptedException {
    assumeTrue(Lab.isInstalled("hping3"), "hping3 is not installed");
    try (var lab = Lab.open()) {
      // given
      var a = lab.host("a");
      var b = lab.host("b");
      lab.link(a, b).addresses("10.0.0.1/24", "10.0.0.2/24");
      b.nft(
          "table inet watch {\n chain in {\n type filter hook prerouting priority 0\n"
              + " tcp flags & (syn | ack) == syn counter\n }\n}\n");

      // when
      try (var flood = SynFlood.start(a, "10.0.0.2", 443, 1_000, 1, line -> {})) {
        assertThat(flood.await(Duration.ofSeconds(20))).isTrue();
      }

      // then
      assertThat(b.nftCounters("inet", "watch", "in").getFirst().packets()).isBetween(100L, 1_000L);
    }
  }

  @Test
  void aNatHidesWhatIsBehindItAndRebindsOnDemand() {
    try (var lab = Lab.open()) {
      // given
      var inside = lab.host("inside");
      var nat = lab.nat("nat");
      var outside = lab.host("outside");
      lab.link(inside, nat.router()).addresses("10.0.0.2/24", "10.0.0.1/24");
      var uplink = lab.link(nat.router(), outside).addresses("192.0.2.2/24", "192.0.2.1/24");
      inside.route("default", "10.0.0.1");
      nat.router().route("default", "192.0.2.1");
      nat.masquerade(uplink);
      outside.nft(
          "table inet watch {\n set seen {\n type ipv4_addr . inet_service\n flags dynamic\n"
              + " size 100\n }\n chain in {\n type filter hook prerouting priority 0\n"
              + " udp dport 5000 add @seen { ip saddr . udp sport }\n }\n}\n");

      // when: one socket sends all the time, and the NAT forgets it in between
      var service = new Goodput.Service(outside, "udp", "192.0.2.1:5000", 0);
      try (var meter = Goodput.listen(service, Duration.ofMillis(200))) {
        meter.send(new Goodput.Users(inside, "10.0.0.2/32", 1), 100, 100, 10);
        var start = awaitFirstArrival(meter);
        var before = outside.run("nft", "list", "set", "inet", "watch", "seen");
        nat.rebind();
        awaitSample(meter, start.plusSeconds(2));
        var after = outside.run("nft", "list", "set", "inet", "watch", "seen");

        // then
        assertThat(before).contains("192.0.2.2 . 1").doesNotContain("192.0.2.2 . 2");
        assertThat(after).contains("192.0.2.2 . 2");
        assertThat(nat.router().run("ip", "route")).contains("default via 192.0.2.1");
      }
    }
  }

  @Test
  void aSmallMtuHoldsForBothEnds() {
    try (var lab = Lab.open()) {
      var a = lab.host("a");
      var b = lab.host("b");
      lab.link(a, b).mtu(1300);
      assertThat(a.run("ip", "link", "show", "dev", "b")).contains("mtu 1300");
      assertThat(b.run("ip", "link", "show", "dev", "a")).contains("mtu 1300");
    }
  }

  @Test
  void aFailingCommandIsNamedWithWhatItSaid() {
    try (var lab = Lab.open()) {
      var a = lab.host("a");
      assertThatThrownBy(() -> a.run("ip", "link", "set", "dev", "nowhere", "up"))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("a: ip link set dev nowhere up")
          .hasMessageContaining("Cannot find device");
      assertThatThrownBy(() -> lab.script("true", "ip link del dev nothing", "true"))
          .hasMessageContaining("`ip link del dev nothing` failed: Cannot find device");
    }
  }

  @Test
  void closingKillsWhatRunsInside() {
    // given
    var lab = Lab.open();
    var sleeper = lab.host("a").start(line -> {}, "sleep", "1000");

    // when
    lab.close();

    // then
    assertThat(sleeper.await(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void nothingSurvivesTheDeathOfItsJvm() throws Exception {
    // given: another JVM with a lab in which a program runs
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classPath = System.getProperty("java.class.path");
    var jvm = new ProcessBuilder(java, "-cp", classPath, Abandoned.class.getName()).start();
    var pid = Long.parseLong(jvm.inputReader().readLine());
    var sleeper = ProcessHandle.of(pid).orElseThrow();
    assertThat(sleeper.isAlive()).isTrue();

    // when
    jvm.destroyForcibly().waitFor();

    // then
    sleeper.onExit().get(10, TimeUnit.SECONDS);
    assertThat(Path.of("/run/netns/abandoned")).doesNotExist();
  }

  /// A program that opens a lab and never closes it.
  static final class Abandoned {
    public static void main(String[] arguments) throws Exception {
      var lab = Lab.open();
      System.out.println(lab.host("abandoned").start(line -> {}, "sleep", "1000").pid());
      Thread.currentThread().join();
    }
  }
}
