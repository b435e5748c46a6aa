// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.lab.Host;
import dev.tocsin.lab.Lab;
import dev.tocsin.lab.Link;
import dev.tocsin.lab.NftCounter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A link in the middle of the path that takes only small packets, and requests that are large.
class PathMtuLabTest {

  private static final int PREFIXES = 200;

  @TempDir Path folder;

  @BeforeAll
  static void needsNamespaces() {
    LabNeeded.check();
  }

  @ParameterizedTest
  @CsvSource({"10.0.2.1, 1280", "fd00:2::1, 1280", "10.0.2.1, 600"})
  void aLargeRequestArrivesWithoutFragments(String address, int mtu) throws Exception {
    try (var lab = Lab.open()) {
      var client = lab.host("client");
      var router = lab.router("router");
      var provider = lab.host("provider");
      connect(lab, client, router, provider, mtu);
      for (var host : List.of(client, provider)) countFragments(host);
      new LabKeys(folder).server("server", address).client("client");
      try (var server = ServerProcess.start(provider, folder, "server", serverYaml(address));
          var agent = AgentProcess.start(client, folder, "client", agentYaml(address, mtu))) {
        // given: a session, whose handshake is the server's part, which knows no less than 1280
        agent.awaitSession("");
        long handshake = fragments(client);
        assertThat(handshake).matches(count -> count == 0 || mtu < 1280);

        // when
        var reply = agent.socket.ask(AgentSocket.mitigate("large", prefixes()));
        agent.socket.awaitStatus("large", Instant.now(), -1, Duration.ofSeconds(60));

        // then
        int parts = reply.path("parts").size();
        System.out.printf(
            "MTU %d to %s: %d prefixes in %d parts; fragments: %d towards the server, %d back, %d of"
                + " them in the handshake%n",
            mtu, address, PREFIXES, parts, fragments(provider), fragments(client), handshake);
        assertThat(reply.path("reply").asString("")).isEqualTo("granted");
        assertThat(parts).isGreaterThan(1);
        assertThat(server.audit("mitigate")).hasSize(parts);
        assertThat(fragments(provider)).isZero();
        assertThat(fragments(client)).isEqualTo(handshake);
      }
    }
  }

  /// The router drops what is too large and says so; nobody has told the agent.
  @ParameterizedTest
  @CsvSource({"10.0.2.1, 600", "fd00:2::1, 1280"})
  void aPathThatTurnsNarrowIsLearned(String address, int mtu) throws Exception {
    try (var lab = Lab.open()) {
      var client = lab.host("client");
      var router = lab.router("router");
      var provider = lab.host("provider");
      var narrow = connect(lab, client, router, provider, 1500);
      for (var host : List.of(client, provider)) countFragments(host);
      new LabKeys(folder).server("server", address).client("client");
      try (var server = ServerProcess.start(provider, folder, "server", serverYaml(address));
          var agent = AgentProcess.start(client, folder, "client", agentYaml(address, 1500))) {
        // given: a session from before
        agent.awaitSession("");
        narrow.mtu(mtu);

        // when
        var reply = agent.socket.ask(AgentSocket.mitigate("large", prefixes()));

        // then
        int parts = reply.path("parts").size();
        System.out.printf(
            "learned MTU %d to %s: %d parts; fragments towards the server: %d%n",
            mtu, address, parts, fragments(provider));
        assertThat(reply.path("reply").asString("")).isEqualTo("granted");
        assertThat(parts).isGreaterThan(1);
        assertThat(server.audit("mitigate")).hasSizeGreaterThanOrEqualTo(parts);
        assertThat(fragments(provider)).isZero();
      }
    }
  }

  private static String[] prefixes() {
    return IntStream.range(0, PREFIXES)
        .mapToObj(i -> "198.51.100." + i + "/32")
        .toArray(String[]::new);
  }

  private static Link connect(Lab lab, Host client, Host router, Host provider, int mtu) {
    lab.link(client, router).addresses("10.0.1.2/24", "10.0.1.1/24");
    var narrow = lab.link(router, provider).addresses("10.0.2.2/24", "10.0.2.1/24");
    client.route("default", "10.0.1.1");
    provider.route("default", "10.0.2.2");
    if (mtu < 1280) {
      narrow.mtu(mtu);
      return narrow;
    }
    lab.link(client, router).addresses("fd00:1::2/64", "fd00:1::1/64");
    narrow.addresses("fd00:2::2/64", "fd00:2::1/64").mtu(mtu);
    client.route("default", "fd00:1::1");
    provider.route("default", "fd00:2::2");
    return narrow;
  }

  // Ahead of connection tracking, which would put fragments together.
  private static void countFragments(Host host) {
    host.nft(
        """
        table inet watch {
         chain in {
          type filter hook prerouting priority -450
          ip frag-off & 0x3fff != 0 counter
          exthdr frag exists counter
         }
        }
        """);
  }

  private static long fragments(Host at) {
    return at.nftCounters("inet", "watch", "in").stream().mapToLong(NftCounter::packets).sum();
  }

  private static String serverYaml(String address) {
    return ServerProcess.listening("server", address) + ServerProcess.serving("client");
  }

  private static String agentYaml(String address, int mtu) {
    return """
    servers: [{host: "%s", transports: [dtls]}]
    path-mtu: %d
    """
            .formatted(address, mtu)
        + AgentProcess.keys("client");
  }
}
