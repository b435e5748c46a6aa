// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.alto.wire.answer.AltoAnswerReader;
import dev.tocsin.alto.wire.directory.DirectoryReader;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that makes its maps of files.
class AltoServiceTest {

  private static final String TOPOLOGY =
      """
      nodes:
        a: {prefixes: [10.1.0.0/16, "2001:db8:1::/48"]}
        b: {prefixes: [10.2.0.0/16]}
      links:
        - {from: a, to: b, metric: 3}
      """;

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void files() throws IOException {
    write("topology.yaml", TOPOLOGY);
    write("prefixes.txt", "192.0.2.0/24 mine node=b\n");
    write(
        "alto.yaml",
        """
        listen: 127.0.0.1:0
        sources:
          topology: {format: yaml, file: topology.yaml}
          prefixes: [{format: list, file: prefixes.txt}]
        maps:
          net:
            costs: {routingcost: {igp: 1, unknown: 50}}
        updates: {look: 100ms, least: 0s}
        observe: {port: 0}
        """);
  }

  @Test
  void servesEveryResourceOfTheMapsThatItMade() throws Exception {
    try (var service = start()) {
      var directory =
          new DirectoryReader(JsonBounds.RESOURCE).read(get(service.local(), "/directory"));

      assertThat(directory.defaultNetworkMap()).contains("net");
      assertThat(directory.resources())
          .containsOnlyKeys(
              "net",
              "net-filtered",
              "net-routingcost-numerical",
              "net-routingcost-ordinal",
              "net-costs",
              "endpoint-costs",
              "endpoint-properties");
      assertThat(map(service)).contains("\"mine\":{\"ipv4\":[\"192.0.2.0/24\"]}");
      assertThat(cost(service, "a", "mine")).isEqualTo(3);
      assertThat(cost(service, "a", "rest")).isEqualTo(50);
    }
  }

  @Test
  void publishesWhatChangesAndKeepsTheLastGoodVersion() throws Exception {
    try (var service = start()) {
      // when a link changes
      write("topology.yaml", TOPOLOGY.replace("metric: 3", "metric: 8"));

      // then it is served without a restart
      await().untilAsserted(() -> assertThat(cost(service, "a", "b")).isEqualTo(8));
      var good = map(service);

      // when a file cannot be read as what it should be
      write("prefixes.txt", "192.0.2.0/24 mine\n192.0.2.0/24 theirs\n");

      // then the last good version stays, and who asks is told why
      await()
          .untilAsserted(
              () ->
                  assertThat(get(service.observed().orElseThrow(), "/readyz"))
                      .asString()
                      .contains("prefixes.txt, line 2: 192.0.2.0/24 stands in line 1, too"));
      assertThat(map(service)).isEqualTo(good);

      // when it is good again
      write("prefixes.txt", "192.0.2.0/24 theirs\n");

      // then so is the map
      await().untilAsserted(() -> assertThat(map(service)).contains("\"theirs\""));
      assertThat(get(service.observed().orElseThrow(), "/readyz"))
          .asString()
          .doesNotContain("prefixes.txt");
    }
  }

  @Test
  void doesNotStartWithWhatItCannotRead() throws IOException {
    write("topology.yaml", TOPOLOGY.replace("to: b", "to: c"));

    assertThatThrownBy(this::start)
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("topology.yaml:5")
        .hasMessageContaining("a node that stands under 'nodes'");
  }

  @Test
  void saysWhatIsMissingInItsConfiguration() throws IOException {
    write("alto.yaml", "listen: 127.0.0.1:0\nmaps: {net: {pids: {by: sorcery}}}\n");

    assertThatThrownBy(this::start)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sources")
        .hasMessageContaining("sorcery");
  }

  @Test
  void offersNothingLessThanTheRfcDemands() throws IOException {
    write(
        "alto.yaml",
        """
        listen: 127.0.0.1:0
        sources: {prefixes: [{format: list, file: prefixes.txt}]}
        maps: {net: {costs: {"priv:own": {as-path: 1}}}}
        """);

    assertThatThrownBy(this::start)
        .isInstanceOf(ConfigException.class)
        .hasMessage("no cost map has the metric routingcost");
  }

  private AltoService start() {
    return AltoService.start(AltoSettings.read(folder.resolve("alto.yaml")), _ -> {});
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private String map(AltoService service) throws Exception {
    return new String(get(service.local(), "/resource/net"), StandardCharsets.UTF_8);
  }

  private double cost(AltoService service, String src, String dst) throws Exception {
    var costs =
        new AltoAnswerReader(JsonBounds.RESOURCE)
            .costMap(get(service.local(), "/resource/net-routingcost-numerical"));
    return costs.costs().cost(0, costs.srcs().indexOf(src), costs.dsts().indexOf(dst));
  }

  private byte[] get(InetSocketAddress server, String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.getPort() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray()).body();
  }
}
