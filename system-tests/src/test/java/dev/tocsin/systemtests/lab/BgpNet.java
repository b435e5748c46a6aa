// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.lab.Host;
import dev.tocsin.lab.Lab;
import dev.tocsin.lab.Running;
import dev.tocsin.lab.bgp.BgpSession;
import dev.tocsin.lab.bgp.BgpSession.Speaker;
import dev.tocsin.lab.bgp.Bird;
import dev.tocsin.lab.bgp.Gobgpd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;

/// A customer; his provider, who runs the DOTS server and gobgpd on one host; and a router at the
/// provider's edge, which is a BIRD.
final class BgpNet implements AutoCloseable {

  static final String SERVER = "203.0.113.1";
  private static final String HOST_ADDRESS = "10.9.0.1";
  private static final String EDGE_ADDRESS = "10.9.0.2";
  private static final Duration LONG = Duration.ofSeconds(90);

  private final Lab lab = Lab.open();
  private final Path folder;
  final Host customer = lab.host("customer");
  final Host provider = lab.host("provider");
  private final Host edge = lab.host("edge");
  private final Gobgpd gobgpd;
  private final Bird bird;
  private Running daemon;

  BgpNet(Path folder) {
    this.folder = folder;
    lab.link(customer, provider).addresses("203.0.113.2/24", SERVER + "/24");
    lab.link(provider, edge).addresses(HOST_ADDRESS + "/30", EDGE_ADDRESS + "/30");
    var session =
        new BgpSession(new Speaker(HOST_ADDRESS, 64_500), new Speaker(EDGE_ADDRESS, 64_496), 179);
    gobgpd = Gobgpd.make(folder.resolve("gobgpd"), "127.0.0.1:50051", session, "");
    bird = Bird.make(folder.resolve("bird"), session);
    edge.start(folder.resolve("bird.log"), bird.command());
    startDaemon();
    new LabKeys(folder).server("server", SERVER).client("customer");
  }

  void startDaemon() {
    daemon = provider.start(folder.resolve("gobgpd.log"), gobgpd.command());
    Patience.await(
        "gobgpd answers", LONG, () -> provider.attempt(gobgpd.tool("global")).succeeded());
  }

  void killDaemon() {
    daemon.kill();
  }

  /// It hangs from now on.
  void suspendDaemon() throws IOException, InterruptedException {
    signal("-STOP", daemon.pid());
  }

  void resumeDaemon() throws IOException, InterruptedException {
    // `nsenter` in front of a program stops itself when the program is stopped.
    var before = ProcessHandle.of(daemon.pid()).flatMap(ProcessHandle::parent).orElseThrow();
    signal("-CONT", daemon.pid());
    signal("-CONT", before.pid());
  }

  private static void signal(String signal, long pid) throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", signal, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }

  /// The operator's own route.
  void addForeignRoute(String prefix) {
    provider.run(gobgpd.tool("global", "rib", "add", prefix, "community", "64500:1"));
  }

  ServerProcess startServer() {
    return ServerProcess.start(
        provider,
        folder,
        "server",
        ServerProcess.listening("server", SERVER)
            + """
              data-channel: {listen: "203.0.113.1:443"}
              mitigators: {edge: {type: gobgp, settings: {timeout: 2s}}}
              domains:
                - name: customer
                  certificate-names: [customer.example]
                  prefixes: [198.51.100.0/24, "2001:db8:1::/48"]
                  policy: {terminating: 1s, terminating-max: 1s}
              """);
  }

  AgentProcess startAgent() throws IOException {
    return startAgent("");
  }

  /// @param more of its configuration
  AgentProcess startAgent(String more) throws IOException {
    var agent =
        AgentProcess.start(
            customer,
            folder,
            "customer",
            "servers: [{host: \"" + SERVER + "\"}]\n" + AgentProcess.keys("customer") + more);
    agent.awaitSession("");
    return agent;
  }

  /// Waits until the edge's routes are such.
  ///
  /// @return all of them, as BIRD prints them
  String awaitRoutes(Predicate<String> expected) {
    try {
      Patience.await("routes", LONG, () -> expected.test(routes()));
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError("the edge has:\n" + routes(), e);
    }
    return routes();
  }

  /// What BIRD says in the line of one route, its age among it.
  String route(String start) {
    return routes().lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  private String routes() {
    return edge.attempt(bird.routes()).stdout();
  }

  @Override
  public void close() {
    lab.close();
  }
}
