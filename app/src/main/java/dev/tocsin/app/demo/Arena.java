// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.lab.Host;
import dev.tocsin.lab.InterfaceCounters;
import dev.tocsin.lab.Lab;
import dev.tocsin.lab.LabException;
import dev.tocsin.lab.NftCounter;
import dev.tocsin.lab.Running;
import dev.tocsin.lab.flood.SynFlood;
import dev.tocsin.lab.flood.UdpFlood;
import dev.tocsin.lab.meter.Goodput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The network of the demo: users and attackers reach an enterprise through its provider's router,
/// over a link of 10 Mbit/s. Where the provider has an edge, that is a router in front of his.
final class Arena implements AutoCloseable {

  static final String LINK_RATE = "10mbit";
  static final double LINK_MBPS = 10;

  /// What the addresses of the enterprise begin with.
  static final String NETWORK = "198.51.100.";

  static final String SERVICE = "198.51.100.10";
  static final int SERVICE_PORT = 443;
  static final String SERVER_ADDRESS = "203.0.113.1";
  static final int SIGNAL_PORT = 4646;

  /// Of the provider's link to its edge.
  static final String INNER_ADDRESS = "10.0.0.1";

  static final String EDGE_ADDRESS = "10.0.0.2";

  private static final int USERS = 40;
  private static final int USER_PPS = 400;
  // The service says twice as much as it is asked: the flood saturates the way back, too.
  private static final int ANSWERS = 2;
  private static final int ATTACK_SOURCES = 100;
  private static final int SYN_PPS = 2_000;
  private static final int USER_BYTES = 1_250;
  private static final int ATTACK_BYTES = 1_000;
  private static final int PROBES_MAX = 100;

  private final Lab lab;
  final Host enterprise;
  final Host provider;

  /// Where users and attackers come in: the provider's router itself if it has no other.
  final Host edge;

  private final Host users;
  private final Host attackers;
  private final List<Running> floods = new ArrayList<>();

  private Arena(Lab lab, boolean hasEdge) {
    this.lab = lab;
    this.enterprise = lab.host("enterprise");
    this.provider = lab.router("provider");
    this.edge = hasEdge ? lab.router("edge") : provider;
    this.users = lab.host("users").ownAll("192.0.2.0/24");
    this.attackers = lab.host("attackers").ownAll("198.18.0.0/16");
  }

  static Arena build(boolean hasEdge) {
    var lab = Lab.open();
    try {
      var arena = new Arena(lab, hasEdge);
      arena.connect();
      arena.watchSignal();
      return arena;
    } catch (RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  private void connect() {
    lab.link(enterprise, provider)
        .addresses("203.0.113.2/30", SERVER_ADDRESS + "/30")
        .rate(LINK_RATE);
    lab.link(users, edge).addresses("10.0.1.2/30", "10.0.1.1/30");
    lab.link(attackers, edge).addresses("10.0.2.2/30", "10.0.2.1/30");
    enterprise.ownAll(SERVICE + "/32");
    enterprise.route("default", SERVER_ADDRESS);
    // What is sent to its other addresses ends there.
    enterprise.blackholeRoute(NETWORK + "0/28");
    users.route("default", "10.0.1.1");
    attackers.route("default", "10.0.2.1");
    provider.route(NETWORK + "0/28", "203.0.113.2");
    if (edge != provider) {
      lab.link(provider, edge).addresses(INNER_ADDRESS + "/30", EDGE_ADDRESS + "/30");
      provider.route("default", EDGE_ADDRESS);
      edge.route(NETWORK + "0/28", INNER_ADDRESS);
    }
    edge.route("192.0.2.0/24", "10.0.1.2").route("198.18.0.0/16", "10.0.2.2");
    // Answers to forged addresses have nowhere to go.
    edge.blackholeRoute("0.0.0.0/0");
  }

  // Sent and received are counted at both ends, ahead of the queue and behind it.
  private void watchSignal() {
    for (var host : List.of(enterprise, provider)) {
      host.nft(
          """
          table inet watch {
           chain sent {
            type filter hook postrouting priority 300
            udp dport 4646 counter
            udp sport 4646 counter
           }
           chain received {
            type filter hook prerouting priority -300
            udp dport 4646 counter
            udp sport 4646 counter
           }
          }
          """);
    }
  }

  /// In a line.
  String picture() {
    var before = edge == provider ? "" : edge + " - ";
    return "users, attackers - " + before + "provider - " + LINK_RATE + " - enterprise";
  }

  /// Signal channel packets sent and received by both ends so far.
  record SignalCount(long sent, long received) {
    SignalCount since(SignalCount earlier) {
      return new SignalCount(sent - earlier.sent, received - earlier.received);
    }

    double lossPercent() {
      return sent == 0 ? 0 : Math.max(0, 100.0 * (sent - received) / sent);
    }
  }

  SignalCount signalCount() {
    // What was sent is read first: what is on its way may count as lost, never the reverse.
    return new SignalCount(signal("sent"), signal("received"));
  }

  private long signal(String chain) {
    long packets = 0;
    for (var host : List.of(enterprise, provider)) {
      packets +=
          host.nftCounters("inet", "watch", chain).stream().mapToLong(NftCounter::packets).sum();
    }
    return packets;
  }

  /// Steady legitimate traffic, which the enterprise answers, measured where it arrives.
  Goodput startUsers(Duration interval) {
    var service = new Goodput.Service(enterprise, "udp", SERVICE + ":" + SERVICE_PORT, ANSWERS);
    return Goodput.listen(service, interval)
        .send(new Goodput.Users(users, "192.0.2.0/24", USERS), USER_PPS, USER_BYTES, 3600);
  }

  /// With SYN from forged addresses where hping3 is there.
  void startFlood(Scenario.Attack attack, long seconds) {
    for (var flood : attack.floods()) {
      var shape =
          new UdpFlood.Shape(
              flood.target(), flood.ports(), "198.18.0.0/16", ATTACK_SOURCES, ATTACK_BYTES);
      floods.add(UdpFlood.start(attackers, shape, flood.packetsPerSecond(), seconds, line -> {}));
    }
    if (Lab.isInstalled("hping3")) {
      var target = attack.synTarget();
      floods.add(SynFlood.start(attackers, target, SERVICE_PORT, SYN_PPS, seconds, line -> {}));
    }
  }

  void stopFlood() {
    floods.forEach(Running::close);
  }

  /// What has arrived at the provider from the attackers.
  InterfaceCounters attackCounters() {
    return edge.interfaceCounters("attackers");
  }

  /// Reads the counters of what arrives from the attackers until it is closed.
  Running watch(Inflow inflow) {
    var script = "while :; do grep 'attackers:' /proc/net/dev; sleep 0.5; done";
    return edge.start(line -> inflow.accept(line, Instant.now()), "sh", "-c", script);
  }

  /// Has the enterprise's kernel tell of the signal's datagrams until it is closed.
  Running watch(Departures departures) {
    enterprise.nft(
        """
        table inet departures {
         chain out {
          type filter hook postrouting priority 310
          udp dport { %d, %d } meta nftrace set 1
         }
        }
        """
            .formatted(Departures.PROBE_PORT, SIGNAL_PORT));
    var monitor =
        enterprise.start(line -> departures.accept(line, Instant.now()), "nft", "monitor", "trace");
    for (int i = 0; i < PROBES_MAX; i++) {
      enterprise.run("bash", "-c", "echo > /dev/udp/127.0.0.1/" + Departures.PROBE_PORT);
      if (departures.isListening()) return monitor;
    }
    monitor.close();
    throw new LabException("`nft monitor trace` tells nothing");
  }

  static int attackSources() {
    return ATTACK_SOURCES;
  }

  static String enterCommand(Host host) {
    return String.join(" ", host.command("sh"));
  }

  @Override
  public void close() {
    lab.close();
  }
}
