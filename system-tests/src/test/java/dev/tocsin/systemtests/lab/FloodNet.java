// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.lab.Host;
import dev.tocsin.lab.Lab;
import dev.tocsin.lab.Link;
import dev.tocsin.lab.Running;
import dev.tocsin.lab.flood.UdpFlood;
import dev.tocsin.lab.meter.Goodput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// Users and attackers who reach an enterprise through its provider's router and a link of 10
/// Mbit/s; and a second provider, with a link of its own, that carries no traffic but signals.
final class FloodNet implements AutoCloseable {

  static final String SERVICE = "198.51.100.10";
  static final String SERVER = "203.0.113.1";
  static final String SECOND_SERVER = "203.0.113.5";
  static final double LINK_MBPS = 10;

  private static final int PORT = 443;
  private static final int ATTACK_PPS = 16_000;
  private static final int ATTACK_BYTES = 1_000;
  private static final int ATTACK_SECONDS = 240;
  private static final Duration SAMPLE = Duration.ofMillis(500);
  private static final Pattern DROPPED = Pattern.compile("dropped (\\d+)");
  private static final Pattern COUNTER = Pattern.compile("counter packets (\\d+)");

  final Lab lab = Lab.open();
  final Host enterprise = lab.host("enterprise").ownAll(SERVICE + "/32");
  final Host provider = lab.router("provider");
  final Host second = lab.router("second");
  final Link link;
  private final Host users = lab.host("users").ownAll("192.0.2.0/24");
  private final Host attackers = lab.host("attackers").ownAll("198.18.0.0/16");

  FloodNet() {
    link =
        lab.link(enterprise, provider)
            .addresses("203.0.113.2/30", SERVER + "/30")
            .rate((int) LINK_MBPS + "mbit");
    lab.link(enterprise, second).addresses("203.0.113.6/30", SECOND_SERVER + "/30");
    lab.link(users, provider).addresses("10.0.1.2/30", "10.0.1.1/30");
    lab.link(attackers, provider).addresses("10.0.2.2/30", "10.0.2.1/30");
    enterprise.route("default", SERVER);
    users.route("default", "10.0.1.1");
    attackers.route("default", "10.0.2.1");
    provider.route(SERVICE + "/32", "203.0.113.2");
    provider.route("192.0.2.0/24", "10.0.1.2").route("198.18.0.0/16", "10.0.2.2");
  }

  /// Keys of both servers and of the enterprise's agent.
  static void writeKeys(Path folder) {
    new LabKeys(folder)
        .server("server", SERVER)
        .server("second", SECOND_SERVER)
        .client("enterprise");
  }

  /// A server for the enterprise that filters on its host.
  static String serverYaml(String name, String address) {
    return ServerProcess.listening(name, address)
        + """
          mitigators:
            edge:
              type: nftables
              settings:
                bare: {packets-per-second: 40, burst: 40, penalty: 60s}
          domains:
            - name: enterprise
              certificate-names: [enterprise.example]
              prefixes: [198.51.100.0/24]
          """;
  }

  static String agentYaml(String... servers) {
    var yaml = new StringBuilder("servers:\n");
    for (var server : servers) yaml.append("  - host: \"").append(server).append("\"\n");
    return yaml.append(AgentProcess.keys("enterprise")).toString();
  }

  /// Steady legitimate traffic, measured where it arrives: 2 Mbit/s from 20 addresses.
  Goodput startUsers() {
    var service = new Goodput.Service(enterprise, "udp", SERVICE + ":" + PORT, 0);
    return Goodput.listen(service, SAMPLE)
        .send(new Goodput.Users(users, "192.0.2.0/24", 20), 250, 1_000, 600);
  }

  /// Starts a flood, and returns when it has filled the link.
  Running startFlood() {
    var shape = new UdpFlood.Shape(SERVICE, List.of(PORT, 0), "198.18.0.0/16", 100, ATTACK_BYTES);
    var flood = UdpFlood.start(attackers, shape, ATTACK_PPS, ATTACK_SECONDS, line -> {});
    Patience.await("full link", Duration.ofSeconds(60), () -> queueDrops() > 10_000);
    return flood;
  }

  /// What the flood sends, measured for three seconds.
  double offeredMbps() {
    var began = System.nanoTime();
    var before = attackers.interfaceCounters("provider").sentBytes();
    Patience.pause(Duration.ofSeconds(3));
    var bytes = attackers.interfaceCounters("provider").sentBytes() - before;
    return bytes * 8e-6 / ((System.nanoTime() - began) / 1e9);
  }

  /// Packets that did not fit the link towards the enterprise.
  long queueDrops() {
    var shown = provider.run("tc", "-s", "qdisc", "show", "dev", link.b().interfaceName());
    return DROPPED
        .matcher(shown)
        .results()
        .mapToLong(m -> Long.parseLong(m.group(1)))
        .max()
        .orElse(0);
  }

  /// What the filters on the provider's router have dropped.
  long filterDrops() {
    var drops = COUNTER.matcher(filters()).results().mapToLong(m -> Long.parseLong(m.group(1)));
    return drops.sum();
  }

  boolean isFiltered() {
    return filters().contains(SERVICE + " ");
  }

  void awaitFilters() {
    Patience.await("filters", Duration.ofSeconds(60), this::isFiltered);
  }

  private String filters() {
    var result = provider.attempt("nft", "-n", "list", "table", "inet", "tocsin_edge");
    return result.succeeded() ? result.stdout() : "";
  }

  void assertFloodFillsTheLink() {
    var offered = offeredMbps();
    System.out.printf("the flood offers %.0f Mbit/s to a link of %.0f%n", offered, LINK_MBPS);
    assertThat(offered).as("Mbit/s offered").isGreaterThanOrEqualTo(10 * LINK_MBPS);
  }

  @Override
  public void close() {
    lab.close();
  }
}
