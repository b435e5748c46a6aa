// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.lab.Host;
import dev.tocsin.lab.Lab;
import dev.tocsin.lab.Nat;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client behind a NAT that forgets it: the server sees another port, and must know the session
/// by its connection id (RFC 9146).
class NatLabTest {

  private static final String SERVER = "203.0.113.1";
  private static final String HANDSHAKES = "tocsin_dots_handshakes_total";

  @TempDir Path folder;

  @BeforeAll
  static void needsNamespaces() {
    LabNeeded.check();
  }

  @Test
  void aSessionSurvivesRebindingByItsConnectionId() throws Exception {
    try (var lab = Lab.open()) {
      var inside = lab.host("inside");
      var nat = lab.nat("nat");
      var provider = lab.host("provider");
      connect(lab, inside, nat, provider);
      new LabKeys(folder).server("server", SERVER).client("inside");
      try (var server = ServerProcess.start(provider, folder, "server", serverYaml());
          var agent = AgentProcess.start(inside, folder, "inside", agentYaml())) {
        // given
        agent.awaitSession("");
        ask(agent, "before", "198.51.100.1/32");
        var ports = ports(provider);
        var handshakes = server.metric(HANDSHAKES);

        // when
        nat.rebind();
        var asked = Instant.now();
        var granted = ask(agent, "after", "198.51.100.2/32");
        System.out.printf(
            "granted %d ms after the NAT forgot the session%n",
            Duration.between(asked, Instant.now()).toMillis());

        // then: another port, no handshake, one session, and notifications find the way
        assertThat(granted).isEqualTo("granted");
        assertThat(ports(provider)).isGreaterThan(ports);
        agent.socket.awaitStatus("after", Instant.now(), -1, Duration.ofSeconds(60));
        assertThat(server.metric(HANDSHAKES)).isEqualTo(handshakes);
        assertThat(server.metric("tocsin_dots_sessions")).isEqualTo(1);
        assertThat(server.audit("mitigate")).hasSize(2);
      }
    }
  }

  private static String ask(AgentProcess agent, String label, String prefix) throws Exception {
    return agent.socket.ask(AgentSocket.mitigate(label, prefix)).path("reply").asString("");
  }

  private static void connect(Lab lab, Host inside, Nat nat, Host provider) {
    lab.link(inside, nat.router()).addresses("10.0.0.2/24", "10.0.0.1/24");
    var uplink = lab.link(nat.router(), provider).addresses("203.0.113.2/24", SERVER + "/24");
    inside.route("default", "10.0.0.1");
    nat.masquerade(uplink);
    provider.nft(
        """
        table inet watch {
         set seen {
          type inet_service
          flags dynamic
          size 100
         }
         chain in {
          type filter hook prerouting priority 0
          udp dport 4646 add @seen { udp sport }
         }
        }
        """);
  }

  /// From how many ports datagrams reached the server.
  private static int ports(Host provider) {
    var set = provider.run("nft", "-n", "list", "set", "inet", "watch", "seen");
    var elements = set.indexOf("elements");
    return elements < 0 ? 0 : set.substring(elements).split(",").length;
  }

  private static String serverYaml() {
    return ServerProcess.listening("server", SERVER) + ServerProcess.serving("inside");
  }

  private static String agentYaml() {
    return "servers: [{host: \""
        + SERVER
        + "\", transports: [dtls]}]\n"
        + AgentProcess.keys("inside");
  }
}
