// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.lab.bgp.BgpSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a customer's call for help to the router at his provider's edge, through gobgpd.
class BgpLabTest {

  private static final String FOREIGN = "192.0.2.0/24";
  private static final String VICTIM = "198.51.100.7/32";
  private static final String VICTIM6 = "2001:db8:1::7/128";
  private static final String WEB = "flow4 { dst 198.51.100.128/25; proto 6; dport 80,443; }";
  private static final String DNS6 = "flow6 { dst 2001:db8:1:53::/64; next header 17; dport 53; }";

  private static final String LIST =
      """
      lists:
        - name: odd
          activation: immediate
          type: ipv4
          entries:
            - name: syn-fin
              action: drop
              match:
                ipv4: {source: 192.0.2.0/24, length: 40}
                tcp: {flags-bitmask: {operator: match, bitmask: [syn, fin]}}
            - name: fragments
              action: drop
              match:
                ipv4: {destination: 198.51.100.7/32, fragment: {type: isf}}
            - name: pings
              action: drop
              match:
                ipv4: {destination: 198.51.100.9/32}
                icmp: {type: 8}
      """;

  @TempDir Path folder;

  @BeforeAll
  static void needsNamespacesAndSpeakers() {
    LabNeeded.check();
    var reason = BgpSession.unavailable();
    assumeTrue(reason.isEmpty(), () -> reason.orElseThrow());
  }

  private static ClientCommand.Mitigate mitigate(
      String label, String prefix, List<Integer> ports, int protocol) {
    var scope =
        new Scope(
            List.of(Prefix.parse(prefix)),
            ports.stream().map(PortRange::of).toList(),
            List.of(protocol),
            List.of(),
            List.of(),
            List.of());
    return new ClientCommand.Mitigate(
        label, new MitigationRequest(scope, 3600, true, Optional.empty()));
  }

  /// In whatever order of its components BIRD prints them.
  private static boolean isAll(String routes, List<List<String>> flows) {
    return flows.stream()
        .allMatch(flow -> routes.lines().anyMatch(line -> flow.stream().allMatch(line::contains)));
  }

  private static String ask(AgentProcess agent, ClientCommand command) throws Exception {
    return agent.socket.ask(command).path("reply").asString("");
  }

  private static boolean hold(String routes, String... all) {
    return List.of(all).stream().allMatch(routes::contains);
  }

  private static void print(String what, Instant since) {
    System.out.printf("%s after %d ms%n", what, Duration.between(since, Instant.now()).toMillis());
  }

  @Test
  void aCallForHelpReachesTheRouterOutlivesTheServerAndEnds() throws Exception {
    try (var net = new BgpNet(folder);
        var server = net.startServer();
        var agent = net.startAgent()) {
      // given
      net.addForeignRoute(FOREIGN);
      net.awaitRoutes(routes -> routes.contains(FOREIGN));

      // when
      var asked = Instant.now();
      ask(agent, AgentSocket.mitigate("victim", VICTIM, VICTIM6));
      ask(agent, mitigate("web", "198.51.100.128/25", List.of(443, 80), 6));
      ask(agent, mitigate("dns", "2001:db8:1:53::/64", List.of(53), 17));

      // then
      var routes = net.awaitRoutes(all -> hold(all, VICTIM, VICTIM6, WEB, DNS6));
      print("four routes at the edge", asked);
      assertThat(routes).contains("BGP.community: (65535,666)", "(generic, 0x80060000, 0x0)");
      agent.socket.awaitStatus("victim", asked, -1, Duration.ofSeconds(60));
      // BGP counts nothing, and nothing is made up.
      assertThat(agent.socket.ask(new ClientCommand.ListRequests()).toString())
          .doesNotContain("dropped");

      // when: the server is killed and comes back, the routes do not move
      var victim = net.route(VICTIM);
      var web = net.route(WEB);
      server.kill();
      assertThat(net.route(VICTIM)).isEqualTo(victim);
      server.startAgain();
      agent.awaitSession("");
      assertThat(ask(agent, new ClientCommand.Withdraw("dns"))).isNotEmpty();
      net.awaitRoutes(all -> !all.contains(DNS6));

      // then
      assertThat(net.route(VICTIM)).isEqualTo(victim);
      assertThat(net.route(WEB)).isEqualTo(web);
      ask(agent, new ClientCommand.Withdraw("web"));
      ask(agent, new ClientCommand.Withdraw("victim"));
      net.awaitRoutes(all -> !hold(all, VICTIM) && !hold(all, VICTIM6) && !hold(all, WEB));
      assertThat(net.route(FOREIGN)).contains("*");
    }
  }

  @Test
  void whatEndedWhileTheServerWasDeadIsWithdrawnWhenItReturns() throws Exception {
    try (var net = new BgpNet(folder);
        var server = net.startServer()) {
      try (var agent = net.startAgent()) {
        var scope = Scope.of(Prefix.parse(VICTIM));
        var brief = new MitigationRequest(scope, 20, true, Optional.empty());
        var asked = Instant.now();
        ask(agent, new ClientCommand.Mitigate("brief", brief));
        ask(agent, AgentSocket.mitigate("long", VICTIM6));
        net.awaitRoutes(all -> hold(all, VICTIM, VICTIM6));
        server.kill();
        print("killed", asked);
      }

      server.startAgain();

      net.awaitRoutes(all -> !hold(all, VICTIM));
      assertThat(net.route(VICTIM6)).contains("*");
    }
  }

  @Test
  void aDeadOrHangingDaemonDelaysNobodyAndRoutesComeBackWithIt() throws Exception {
    try (var net = new BgpNet(folder);
        var server = net.startServer();
        var agent = net.startAgent()) {
      // given
      ask(agent, AgentSocket.mitigate("before", VICTIM));
      net.awaitRoutes(all -> hold(all, VICTIM));

      // when: it is gone
      net.killDaemon();
      var asked = Instant.now();
      assertThat(ask(agent, AgentSocket.mitigate("during", VICTIM6))).isEqualTo("granted");
      print("granted without gobgpd", asked);
      net.awaitRoutes(all -> !hold(all, VICTIM));
      Patience.await(
          "said to fail", Duration.ofSeconds(60), () -> !server.audit("failing").isEmpty());
      var back = Instant.now();
      net.startDaemon();

      // then
      net.awaitRoutes(all -> hold(all, VICTIM, VICTIM6));
      print("routes back at the edge", back);

      // when: it hangs
      net.suspendDaemon();
      asked = Instant.now();
      assertThat(ask(agent, mitigate("web", "198.51.100.128/25", List.of(443, 80), 6)))
          .isEqualTo("granted");
      print("granted while gobgpd hangs", asked);
      Patience.await(
          "a call timed out",
          Duration.ofSeconds(60),
          () -> server.said().contains("did not answer in time"));
      net.resumeDaemon();

      // then
      net.awaitRoutes(all -> hold(all, VICTIM, VICTIM6, WEB));
    }
  }

  @Test
  void aListThatDropsReachesTheRouterAndEnds() throws Exception {
    var resources = folder.resolve("resources.yaml");
    Files.writeString(resources, LIST);
    var flows =
        List.of(
            List.of("dst 198.51.100.0/24", "src 192.0.2.0/24", "proto 6", "length 40", "0x3/0x3"),
            List.of("dst 198.51.100.7/32", "fragment is_fragment"),
            List.of("dst 198.51.100.9/32", "proto 1", "icmp type 8"));
    try (var net = new BgpNet(folder);
        var server = net.startServer();
        var agent = net.startAgent("resources: resources.yaml\n")) {
      // given
      net.awaitRoutes(all -> isAll(all, flows));
      ask(agent, AgentSocket.mitigate("victim", VICTIM));
      net.awaitRoutes(all -> hold(all, VICTIM + " ") && isAll(all, flows));

      // when: the server is killed, nothing moves, and it finds what stands
      server.kill();
      server.startAgain();
      agent.awaitSession("");
      assertThat(net.awaitRoutes(all -> isAll(all, flows))).contains(VICTIM);

      // then: the list ends with the customer's wish
      Files.writeString(resources, "lists: []\n");
      net.awaitRoutes(all -> !all.contains("flow4 {"));
      assertThat(net.route(VICTIM)).contains("*");
    }
  }
}
