// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.lab.Lab;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that ends, in order or not, and is started again while a mitigation is active.
class RestartLabTest {

  private static final Duration LONG = Duration.ofSeconds(90);
  private static final String SERVER = "10.0.0.1";

  @TempDir Path folder;

  @BeforeAll
  static void needsNamespaces() {
    LabNeeded.check();
  }

  @Test
  void theClientIsBackAfterTheServerWasStoppedAndStarted() throws Exception {
    restarts("SIGTERM", ServerProcess::stop);
  }

  @Test
  void theClientIsBackAfterTheServerWasKilledAndStarted() throws Exception {
    restarts("SIGKILL", ServerProcess::kill);
  }

  private void restarts(String signal, Consumer<ServerProcess> end) throws Exception {
    try (var lab = Lab.open()) {
      var client = lab.host("client");
      var provider = lab.host("provider");
      lab.link(client, provider).addresses("10.0.0.2/24", SERVER + "/24");
      new LabKeys(folder).server("server", SERVER).client("client");
      var serverYaml = ServerProcess.listening("server", SERVER) + ServerProcess.serving("client");
      var agentYaml =
          "servers: [{host: \"%s\", transports: [dtls]}]%n".formatted(SERVER)
              + AgentProcess.keys("client");
      try (var server = ServerProcess.start(provider, folder, "server", serverYaml);
          var agent = AgentProcess.start(client, folder, "client", agentYaml)) {
        // given
        agent.awaitSession("");
        agent.socket.ask(AgentSocket.mitigate("web", "198.51.100.1/32"));
        agent.socket.awaitStatus("web", Instant.now(), -1, LONG);

        // when
        var ended = Instant.now();
        end.accept(server);
        print(signal, "the server had ended", ended);
        server.startAgain();
        print(signal, "it listened again", ended);
        var listening = Instant.now();
        agent.socket.awaitStatus("web", listening, -1, LONG);
        print(signal, "the client heard of its mitigation", ended);

        // then
        var reply = agent.socket.ask(AgentSocket.mitigate("more", "198.51.100.2/32"));
        print(signal, "a new request was granted", ended);
        assertThat(reply.path("reply").asString("")).isEqualTo("granted");
        assertThat(agent.socket.hasOpenSession("")).isTrue();
        assertThat(server.audit("mitigate")).hasSize(2);
      }
    }
  }

  private static void print(String signal, String what, Instant since) {
    long millis = Duration.between(since, Instant.now()).toMillis();
    System.out.printf("%s: %s after %d ms%n", signal, what, millis);
  }
}
