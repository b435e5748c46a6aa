// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.lab.meter.Goodput;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A flood of more than ten times the link, and what goes wrong in it.
class FloodLabTest {

  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir Path folder;

  @BeforeAll
  static void needsNamespaces() {
    LabNeeded.check();
  }

  @BeforeEach
  void makeKeys() {
    FloodNet.writeKeys(folder);
  }

  @Test
  void aCallForHelpCrossesASaturatedLinkAndItsStatusComesBack() throws Exception {
    try (var net = new FloodNet();
        var server = startServer(net);
        var agent = startAgent(net, FloodNet.SERVER)) {
      // given
      agent.awaitSession("");
      try (var flood = net.startFlood()) {
        net.assertFloodFillsTheLink();

        // when
        var asked = Instant.now();
        var reply = agent.socket.ask(AgentSocket.mitigate("service", FloodNet.SERVICE + "/32"));
        print("the answer", asked);
        net.awaitFilters();
        var stand = Instant.now();
        print("filters stand", asked);
        var status = agent.socket.awaitStatus("service", stand, 0, LONG);
        print("a status with " + status.packetsDropped() + " packets dropped", asked);

        // then
        assertThat(reply.path("reply").asString("")).isEqualTo("granted");
        assertThat(net.filterDrops()).isPositive();
        assertThat(server.audit("mitigate")).hasSize(1);
        assertThat(flood.isAlive()).isTrue();
      }
    }
  }

  @Test
  void filtersOutliveTheServersDeathInAFloodAndTheSessionComesBack() throws Exception {
    try (var net = new FloodNet();
        var server = startServer(net);
        var agent = startAgent(net, FloodNet.SERVER);
        var meter = net.startUsers()) {
      // given: a mitigated flood
      agent.awaitSession("");
      var calm = steady(meter, Duration.ofSeconds(3));
      try (var flood = net.startFlood()) {
        agent.socket.ask(AgentSocket.mitigate("service", FloodNet.SERVICE + "/32"));
        agent.socket.awaitStatus("service", Instant.now(), 0, LONG);

        // when
        var before = net.filterDrops();
        server.kill();
        var down = steady(meter, Duration.ofSeconds(4));
        var whileDown = net.filterDrops();
        var began = Instant.now();
        server.startAgain();
        print("the server listens again", began);
        var status = agent.socket.awaitStatus("service", Instant.now(), whileDown - 1, LONG);
        print("the client's next status", began);
        var after = net.filterDrops();
        var up = steady(meter, Duration.ofSeconds(3));
        System.out.printf(
            "goodput in Mbit/s: before the flood %.2f, without server %.2f, with it again %.2f;"
                + " packets dropped: %d, %d, %d, reported %d%n",
            calm, down, up, before, whileDown, after, status.packetsDropped());

        // then
        assertThat(before).isPositive().isLessThan(whileDown);
        assertThat(whileDown).isLessThan(after);
        assertThat(down).isGreaterThan(0.8 * calm);
        assertThat(up).isGreaterThan(0.8 * calm);
        assertThat(agent.socket.hasOpenSession("")).isTrue();
        assertThat(server.audit("mitigate")).hasSize(1);
        assertThat(flood.isAlive()).isTrue();
      }
    }
  }

  @Test
  void theSecondServerHelpsWhenTheFirstDiesUnderAttack() throws Exception {
    fallsBack(
        (net, server) -> server.kill(), "after the death of the first server, the second one");
  }

  @Test
  void theSecondServerHelpsWhenTheFirstOnesLinkIsCutUnderAttack() throws Exception {
    fallsBack((net, server) -> net.link.down(), "after the first link was cut, the second server");
  }

  private interface Disaster {
    void strike(FloodNet net, ServerProcess server);
  }

  private void fallsBack(Disaster disaster, String what) throws Exception {
    try (var net = new FloodNet();
        var server = startServer(net);
        var second = startSecond(net);
        var agent = startAgent(net, FloodNet.SERVER, FloodNet.SECOND_SERVER)) {
      // given: in peace the first server was asked for something else
      agent.awaitSession(FloodNet.SERVER);
      agent.socket.ask(AgentSocket.mitigate("mail", "198.51.100.12/32"));
      assertThat(server.audit("mitigate")).hasSize(1);
      assertThat(second.audit("mitigate")).isEmpty();
      try (var flood = net.startFlood()) {
        // when
        disaster.strike(net, server);
        var asked = Instant.now();
        var reply = agent.socket.ask(AgentSocket.mitigate("service", FloodNet.SERVICE + "/32"));
        print(what + " granted a new request", asked);

        // then: it takes over what the first one had, too
        assertThat(reply.path("reply").asString("")).isEqualTo("granted");
        Patience.await("both", LONG, () -> second.audit("mitigate").size() == 2);
        print(what + " had taken over the earlier one", asked);
        assertThat(server.audit("mitigate")).hasSize(1);
        assertThat(flood.isAlive()).isTrue();
      }
    }
  }

  private ServerProcess startServer(FloodNet net) {
    var yaml = FloodNet.serverYaml("server", FloodNet.SERVER);
    return ServerProcess.start(net.provider, folder, "server", yaml);
  }

  private ServerProcess startSecond(FloodNet net) {
    var yaml = FloodNet.serverYaml("second", FloodNet.SECOND_SERVER);
    return ServerProcess.start(net.second, folder, "second", yaml);
  }

  private AgentProcess startAgent(FloodNet net, String... servers) {
    return AgentProcess.start(net.enterprise, folder, "enterprise", FloodNet.agentYaml(servers));
  }

  private static double steady(Goodput meter, Duration time) {
    meter.await(sample -> sample.packets() > 0, LONG);
    var from = Instant.now();
    Patience.pause(time);
    return meter.mbps(from, Instant.now());
  }

  private static void print(String what, Instant since) {
    System.out.printf("%s: after %d ms%n", what, Duration.between(since, Instant.now()).toMillis());
  }
}
