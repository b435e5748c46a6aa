// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.identity.SharedSecrets;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.lab.Host;
import dev.tocsin.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A filter in the kernel and a scrubber's web service that enforce one request together.
class TogetherLabTest {

  private static final Duration LONG = Duration.ofSeconds(90);
  private static final String SERVER = "10.0.0.1";

  @TempDir Path folder;

  @BeforeAll
  static void needsNamespaces() {
    LabNeeded.check();
  }

  @Test
  void bothEnforceItAlsoAfterTheServerWasKilledAndBothLetGoOfIt() throws Exception {
    try (var lab = Lab.open()) {
      var client = lab.host("client");
      var provider = lab.host("provider");
      lab.link(client, provider).addresses("10.0.0.2/24", SERVER + "/24");
      new LabKeys(folder).server("server", SERVER).client("client");
      secret();
      var agentYaml =
          "servers: [{host: \"%s\", transports: [dtls]}]%n".formatted(SERVER)
              + AgentProcess.keys("client");
      try (var scrubber = provider.java(log(), ScrubberService.class);
          var server = ServerProcess.start(provider, folder, "server", serverYaml());
          var agent = AgentProcess.start(client, folder, "client", agentYaml)) {
        // given
        assertThat(scrubber.isAlive()).isTrue();
        agent.awaitSession("");

        // when: a host goes to both, by what it is like
        agent.socket.ask(AgentSocket.mitigate("web", "198.51.100.1/32"));

        // then
        Patience.await("the filter stands", LONG, () -> filters(provider, "198.51.100.1"));
        Patience.await("the scrubber knows", LONG, () -> asked("enable", "198.51.100.1/32"));
        Patience.await("both are reported", LONG, () -> server.audit("enabled").size() == 2);

        // and a network to the scrubber alone
        agent.socket.ask(AgentSocket.mitigate("net", "198.51.100.128/25"));
        Patience.await("the scrubber knows", LONG, () -> asked("enable", "198.51.100.128/25"));
        assertThat(filters(provider, "198.51.100.128")).isFalse();

        // when
        server.kill();
        Files.writeString(log(), "");
        server.startAgain();

        // then
        Patience.await("it is told again", LONG, () -> asked("reconcile", "198.51.100.1/32"));
        assertThat(filters(provider, "198.51.100.1")).isTrue();

        // when
        agent.awaitSession("");
        agent.socket.ask(new ClientCommand.Withdraw("web"));

        // then
        Patience.await("the filter is gone", LONG, () -> !filters(provider, "198.51.100.1"));
        Patience.await("the scrubber knows", LONG, () -> asked("disable", "198.51.100.1/32"));
      }
    }
  }

  private String serverYaml() {
    return ServerProcess.listening("server", SERVER)
        + """
          mitigators:
            edge: {type: nftables}
            scrubber:
              type: webhook
              settings: {url: "http://127.0.0.1:%d/", secret-file: scrubber.psk}
          domains:
            - name: client
              certificate-names: [client.example]
              prefixes: [198.51.100.0/24]
              mitigator-choices:
                - {use: [edge, scrubber], widest-ipv4: 32}
                - {use: [scrubber]}
              policy: {terminating: 1s, terminating-max: 1s}
          """
            .formatted(ScrubberService.PORT);
  }

  private void secret() {
    SharedSecrets.add(folder.resolve("scrubber.psk"), SharedSecrets.generate("scrubber"), false);
  }

  private Path log() {
    return folder.resolve("scrubber.log");
  }

  private static boolean filters(Host provider, String address) {
    return provider.run("nft", "list", "ruleset").contains(address);
  }

  /// Whether the scrubber was asked this about the prefix.
  private boolean asked(String action, String prefix) {
    return messages().stream()
        .filter(message -> message.path("action").asString("").equals(action))
        .anyMatch(message -> message.path("orders").toString().contains(prefix));
  }

  private List<JsonNode> messages() {
    try (var lines = Files.lines(log())) {
      return lines
          .map(line -> line.replace("\0", ""))
          .filter(line -> line.startsWith("{"))
          .map(line -> JsonMapper.shared().readTree(line))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
