// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.identity.SharedSecrets;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.lab.Host;
import dev.tocsin.lab.Lab;
import dev.tocsin.lab.Link;
import dev.tocsin.lab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A hundred clients behind a link that loses half of all packets each way. What takes the time is
/// waiting until it is time to send again, so that both tests run at once, each in a lab of its
/// own.
@Execution(ExecutionMode.CONCURRENT)
class LossLabTest {

  private static final int CLIENTS = 100;
  private static final int REQUESTS = 10;
  private static final int LOSS_PERCENT = 50;
  private static final Duration LONGEST =
      Duration.ofMinutes(Boolean.getBoolean("check.long") ? 15 : 5);
  private static final String SERVER = "10.0.0.1";

  @TempDir Path folder;

  @BeforeAll
  static void needsNamespaces() {
    LabNeeded.check();
  }

  @Test
  void everyRequestArrivesOnceOverSessionsFromBeforeTheLoss() throws Exception {
    try (var net = new Net();
        var server = startServer(net.provider);
        var agents = startAgents(net.clients)) {
      // given
      awaitSessions();

      // when
      net.link.loss(LOSS_PERCENT);
      var began = Instant.now();
      var granted = callForHelp("sessions from before the loss");

      // then
      assertThat(granted).hasSize(CLIENTS * REQUESTS);
      assertArrivedOnce(server, began);
      net.assertLost();
      assertThat(agents.isAlive()).isTrue();
    }
  }

  @Test
  void everyRequestArrivesOnceWhenSessionsMustOpenUnderLoss() throws Exception {
    try (var net = new Net();
        var server = startServer(net.provider)) {
      // given
      net.link.loss(LOSS_PERCENT);

      // when
      try (var agents = startAgents(net.clients)) {
        var began = Instant.now();
        var granted = callForHelp("sessions opened under loss");

        // then
        assertThat(granted).hasSize(CLIENTS * REQUESTS);
        assertArrivedOnce(server, began);
        net.assertLost();
        assertThat(agents.isAlive()).isTrue();
      }
    }
  }

  private static final class Net implements AutoCloseable {
    private final Lab lab = Lab.open();
    private final Host clients = lab.host("clients");
    private final Host provider = lab.host("provider");
    private final Link link = lab.link(clients, provider).addresses("10.0.0.2/24", SERVER + "/24");

    private void assertLost() {
      assertThat(link.lostTowards(link.a())).isPositive();
      assertThat(link.lostTowards(link.b())).isPositive();
    }

    @Override
    public void close() {
      lab.close();
    }
  }

  private ServerProcess startServer(Host host) throws IOException {
    var secrets = new ArrayList<String>();
    for (int i = 0; i < CLIENTS; i++) {
      SharedSecrets.add(folder.resolve("c" + i + ".psk"), SharedSecrets.generate("c" + i), false);
      secrets.add("c" + i + ".psk");
    }
    var identities = IntStream.range(0, CLIENTS).mapToObj(i -> "c" + i).toList();
    return ServerProcess.start(
        host,
        folder,
        "server",
        """
        listen: {dtls: ["%1$s:4646"], tls: ["%1$s:4646"]}
        keys: {pre-shared-keys: [%2$s]}
        state-folder: server-state
        mitigators: {nothing: {type: none}}
        domains:
          - name: crowd
            psk-identities: [%3$s]
            prefixes: [198.18.0.0/16]
        """
            .formatted(SERVER, String.join(", ", secrets), String.join(", ", identities)));
  }

  private Running startAgents(Host host) throws IOException {
    var files = new String[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
      var yaml =
          """
          servers: [{host: "%1$s"}]
          keys: {pre-shared-keys: [c%2$d.psk], pre-shared-identity: c%2$d}
          """
              .formatted(SERVER, i);
      var file = folder.resolve("c" + i + ".yaml");
      Files.writeString(file, yaml + AgentProcess.folders("c" + i), UTF_8);
      files[i] = file.toString();
    }
    var running = host.java(folder.resolve("agents.log"), ManyAgents.class, files);
    Patience.await(
        "agents run",
        Duration.ofMinutes(2),
        () -> {
          var said = Files.readString(folder.resolve("agents.log"));
          if (!running.isAlive()) throw new IllegalStateException("the agents ended: " + said);
          return said.contains(CLIENTS + " agents run");
        });
    return running;
  }

  private AgentSocket agent(int i) {
    return new AgentSocket(folder.resolve("c" + i + ".sock"));
  }

  private void awaitSessions() {
    for (int i = 0; i < CLIENTS; i++) agent(i).awaitSession("", Duration.ofMinutes(2));
  }

  /// Every client asks for all it wants at once.
  private Set<String> callForHelp(String how) throws Exception {
    var began = System.nanoTime();
    var took = new ArrayList<Long>();
    var granted = new HashSet<String>();
    try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = new ArrayList<Callable<Set<String>>>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        calls.add(
            () -> {
              var labels = agent(client).mitigateAll(requests(client));
              synchronized (took) {
                took.add((System.nanoTime() - began) / 1_000_000);
              }
              return labels;
            });
      }
      var end = Instant.now().plus(LONGEST);
      for (var call : calls.stream().map(tasks::submit).toList()) {
        var left = Duration.between(Instant.now(), end).toMillis();
        granted.addAll(call.get(Math.max(1, left), TimeUnit.MILLISECONDS));
      }
    }
    took.sort(null);
    System.out.printf(
        "%d %% loss each way, %s: %d requests granted; half of %d clients done after %.1f s, all"
            + " after %.1f s%n",
        LOSS_PERCENT,
        how,
        granted.size(),
        CLIENTS,
        took.get(took.size() / 2) / 1e3,
        took.getLast() / 1e3);
    return granted;
  }

  private static List<ClientCommand.Mitigate> requests(int client) {
    return IntStream.range(0, REQUESTS)
        .mapToObj(
            i ->
                AgentSocket.mitigate(
                    "c" + client + "-" + i, "198.18." + client + "." + (i + 1) + "/32"))
        .toList();
  }

  /// The server's own log knows a thousand requests, each accepted once and none replaced.
  private static void assertArrivedOnce(ServerProcess server, Instant began) {
    Patience.await(
        "audit log",
        Duration.ofSeconds(30),
        () -> server.audit("mitigate").size() >= CLIENTS * REQUESTS);
    var accepted = server.audit("mitigate");
    var last = Instant.parse(accepted.getLast().path("time").asString(""));
    System.out.printf(
        "  the last request reached the server after %.1f s%n",
        Duration.between(began, last).toMillis() / 1e3);
    assertThat(accepted)
        .extracting(event -> event.path("client").asString("") + event.path("detail").asString(""))
        .hasSize(CLIENTS * REQUESTS)
        .doesNotHaveDuplicates();
    assertThat(server.audit("replace")).isEmpty();
    assertThat(server.audit("give-way")).isEmpty();
    assertThat(server.audit("refuse")).isEmpty();
  }
}
