// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alto.AltoService;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.alto.sources.SourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Maps of the table of a gobgpd, which learns its routes from another one.
class AltoLiveBgpTest {

  @TempDir Path folder;

  private final int bgpPort = freePort();
  private final int edgeApi = freePort();
  private final int neighborApi = freePort();
  private ForeignProgram edge;
  private ForeignProgram neighbor;

  @BeforeEach
  void startBoth() throws Exception {
    edge = edge();
    neighbor =
        gobgpd(
            "neighbor",
            neighborApi,
            """
            [global.config]
              as = 64496
              router-id = "10.255.0.2"
              port = -1
            [[neighbors]]
              [neighbors.config]
                neighbor-address = "127.0.0.1"
                peer-as = 64500
              [neighbors.transport.config]
                remote-port = %d
                local-address = "127.0.0.2"
            """
                    .formatted(bgpPort)
                + SESSION);
    announce("203.0.113.0/24");
  }

  private static final String SESSION =
      """
        [neighbors.ebgp-multihop.config]
          enabled = true
          multihop-ttl = 2
        [neighbors.timers.config]
          connect-retry = 1
          idle-hold-time-after-reset = 1
          hold-time = 9
        [[neighbors.afi-safis]]
          [neighbors.afi-safis.config]
            afi-safi-name = "ipv4-unicast"
        [[neighbors.afi-safis]]
          [neighbors.afi-safis.config]
            afi-safi-name = "ipv6-unicast"
      """;

  private ForeignProgram edge() throws IOException {
    return gobgpd(
        "edge",
        edgeApi,
        """
        [global.config]
          as = 64500
          router-id = "10.255.0.1"
          port = %d
          local-address-list = ["127.0.0.1"]
        [[neighbors]]
          [neighbors.config]
            neighbor-address = "127.0.0.2"
            peer-as = 64496
          [neighbors.transport.config]
            passive-mode = true
        """
                .formatted(bgpPort)
            + SESSION);
  }

  private ForeignProgram gobgpd(String name, int api, String configuration) throws IOException {
    var file = folder.resolve(name + ".toml");
    Files.writeString(file, configuration);
    return ForeignProgram.start(
        folder,
        "gobgpd",
        "-f",
        file.toString(),
        "--api-hosts",
        "127.0.0.1:" + api,
        "--pprof-disable",
        "--log-plain");
  }

  @AfterEach
  void stopBoth() {
    neighbor.close();
    edge.close();
  }

  @Test
  void followsRoutesAndKeepsThemWhileTheDaemonIsGone() throws Exception {
    awaitOutput(edgeApi, "203.0.113.0/24");
    try (var service = AltoService.start(AltoSettings.read(configuration()), _ -> {})) {
      // given: what was there at the start
      assertThat(map(service)).contains("203.0.113.0/24").doesNotContain("198.51.100.0/24");

      // when, then: what comes, in both families, and what goes
      announce("198.51.100.0/24");
      tool(
          neighborApi,
          "global",
          "rib",
          "add",
          "2001:db8:7::/48",
          "-a",
          "ipv6",
          "nexthop",
          "2001:db8::2");
      patiently()
          .until(
              () -> map(service),
              text -> text.contains("198.51.100.0/24") && text.contains("2001:db8:7::/48"));
      tool(neighborApi, "global", "rib", "del", "203.0.113.0/24");
      patiently().until(() -> map(service), text -> !text.contains("203.0.113.0/24"));
      assertThat(map(service)).contains("as64496");

      // when: the daemon dies
      edge.process().destroyForcibly().waitFor();
      patiently().until(() -> health(service), text -> text.contains("cannot be reached"));

      // then: its routes stay, and also while it is back without them
      assertThat(map(service)).contains("198.51.100.0/24");
      neighbor.close();
      edge = edge();
      patiently()
          .until(() -> health(service), text -> text.contains("it has 0 routes after 2 before"));
      assertThat(map(service)).contains("198.51.100.0/24");
    }
  }

  @Test
  void goesOnWithADaemonThatComesBack() throws Exception {
    awaitOutput(edgeApi, "203.0.113.0/24");
    try (var service = AltoService.start(AltoSettings.read(configuration()), _ -> {})) {
      edge.process().destroyForcibly().waitFor();
      edge = edge();
      announce("198.51.100.0/24");

      patiently().until(() -> map(service), text -> text.contains("198.51.100.0/24"));
      assertThat(map(service)).contains("203.0.113.0/24");
      patiently().until(() -> health(service), text -> !text.contains("gobgpd at"));
    }
  }

  @Test
  void doesNotStartWithoutATable() throws Exception {
    edge.close();
    var configuration = configuration();

    assertThatThrownBy(() -> AltoService.start(AltoSettings.read(configuration), _ -> {}))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining(
            "gobgpd at 127.0.0.1:" + edgeApi + ", first table: cannot be reached");
  }

  private Path configuration() throws IOException {
    var file = folder.resolve("alto.yaml");
    Files.writeString(
        file,
        """
        listen: 127.0.0.1:0
        sources:
          prefixes: [{format: gobgp, address: "127.0.0.1:%d", first-wait: 3s}]
        maps: {network: {pids: {by: [origin-as]}}}
        updates: {look: 100ms, least: 100ms}
        observe: {port: 0}
        """
            .formatted(edgeApi));
    return file;
  }

  private void announce(String prefix) throws Exception {
    patiently()
        .until(
            () -> tool(neighborApi, "global", "rib", "add", prefix, "nexthop", "192.0.2.2"),
            String::isBlank);
  }

  private void awaitOutput(int api, String text) {
    patiently().until(() -> tool(api, "global", "rib"), output -> output.contains(text));
  }

  private String tool(int api, String... words) throws Exception {
    var command = new String[words.length + 5];
    System.arraycopy(
        new String[] {"gobgp", "-u", "127.0.0.1", "-p", String.valueOf(api)}, 0, command, 0, 5);
    System.arraycopy(words, 0, command, 5, words.length);
    try (var tool = ForeignProgram.start(folder, command)) {
      return tool.ended();
    }
  }

  private static String map(AltoService service) throws Exception {
    return get("http://127.0.0.1:" + service.local().getPort() + "/resource/network");
  }

  private static String health(AltoService service) throws Exception {
    return get("http://127.0.0.1:" + service.observed().orElseThrow().getPort() + "/readyz");
  }

  private static String get(String uri) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString())
          .body();
    }
  }

  private static org.awaitility.core.ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(200));
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
