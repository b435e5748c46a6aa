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
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
  void servesPropertiesOfATableAndFollowsIt() throws Exception {
    // given
    Files.writeString(
        folder.resolve("alto.yaml"),
        """
        properties:
          sites: {format: csv, file: sites.csv, mappings: {ipv4: priv:site, net.pid: [priv:site]}}
        """,
        StandardOpenOption.APPEND);
    write("sites.csv", "entity,priv:site\n192.0.2.0/24,fra\nnet.pid:mine,ber\nnet.pid:gone,x\n");

    try (var service = start()) {
      // when
      var whole = get(service.local(), "/resource/sites");
      var pids =
          post(
              service.local(),
              "/resource/address-pids",
              "propmapparams",
              "{\"entities\": [\"ipv4:192.0.2.0/24\", \"ipv6:2001:db8:1::1\"], \"properties\": []}");
      var endpoint =
          post(
              service.local(),
              "/resource/endpoint-properties",
              "endpointpropparams",
              "{\"endpoints\": [\"ipv4:192.0.2.7\"], \"properties\": [\"priv:site\"]}");

      // then
      assertThat(new String(whole, StandardCharsets.UTF_8))
          .contains("\"ipv4:192.0.2.0/24\":{\".priv:site\":\"fra\"}")
          .contains("\"net.pid:mine\":{\".priv:site\":\"ber\"}")
          .doesNotContain("gone");
      assertThat(pids)
          .contains("\"ipv4:192.0.2.0/24\":{\"net.pid\":\"mine\"}")
          .contains("\"ipv6:2001:db8:1::1\":{\"net.pid\":\"a\"}");
      assertThat(endpoint).contains("\"ipv4:192.0.2.7\":{\"priv:site\":\"fra\"}");

      // when: a wrong table, then a right one
      write("sites.csv", "entity,priv:site\n192.0.2.0/24,wien\nnet.pid,x\n");
      await()
          .untilAsserted(
              () ->
                  assertThat(get(service.observed().orElseThrow(), "/readyz"))
                      .asString()
                      .contains("sites.csv, line 3"));
      assertThat(get(service.local(), "/resource/sites")).isEqualTo(whole);
      write("sites.csv", "entity,priv:site\n192.0.2.0/24,wien\n");
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          new String(
                              get(service.local(), "/resource/sites"), StandardCharsets.UTF_8))
                      .contains("wien"));
    }
  }

  @Test
  void servesCalendarsOfATableAndGoesFromIntervalToInterval() throws Exception {
    // given
    write(
        "alto.yaml",
        Files.readString(folder.resolve("alto.yaml"))
            .replace(
                "updates:",
                """
                    measured:
                      "delay-ow:p99":
                        format: csv
                        file: delay.csv
                        source: sla
                        link: https://example.net/sla
                        calendar: {start: 2026-01-01T00:00:00Z, interval: 1s, intervals: 2}
                updates:"""));
    write("delay.csv", "from,to,one,other\na,b,10,20\n");

    try (var service = start()) {
      // when
      var calendar =
          post(
              service.local(),
              "/resource/net-costs",
              "costmapfilter",
              """
              {"cost-type": {"cost-mode": "numerical", "cost-metric": "delay-ow:p99"},
               "calendared": [true]}
              """);

      // then
      assertThat(calendar)
          .contains("{\"a\":{\"b\":[10,20]}}")
          .contains("\"time-interval-size\":1,\"number-of-intervals\":2")
          .contains(
              "\"cost-source\":\"sla\",\"parameters\":{\"link\":\"https://example.net/sla\"}");
      for (int cost : new int[] {10, 20, 10}) {
        await().untilAsserted(() -> assertThat(delay(service)).contains("\"b\":" + cost));
      }
    }
  }

  private String delay(AltoService service) throws Exception {
    var path = "/resource/net-delay-ow:p99-numerical";
    return new String(get(service.local(), path), StandardCharsets.UTF_8);
  }

  private String post(InetSocketAddress address, String path, String type, String body)
      throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
    var request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/alto-" + type + "+json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString()).body();
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
              "endpoint-properties",
              "address-pids",
              "updates");
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
  void takesAnotherConfigurationWithoutARestart() throws Exception {
    try (var service = start()) {
      var before = service.local();

      // when the file offers another map and another policy
      configure("  other:\n    costs: {routingcost: {igp: 1, unknown: 50}}", "igp: 2, unknown: 90");
      assertThat(service.reload(this::settings)).isTrue();

      // then both are served at the same port, and sources are followed as before
      assertThat(service.local()).isEqualTo(before);
      assertThat(get(before, "/resource/other")).asString().contains("10.1.0.0/16");
      assertThat(cost(service, "a", "b")).isEqualTo(6);
      write("topology.yaml", TOPOLOGY.replace("metric: 3", "metric: 8"));
      await().untilAsserted(() -> assertThat(cost(service, "a", "b")).isEqualTo(16));

      // when it is taken away again
      configure("", "igp: 1, unknown: 50");
      assertThat(service.reload(this::settings)).isTrue();

      // then it is gone
      assertThat(status(before, "/resource/other")).isEqualTo(404);
      assertThat(cost(service, "a", "b")).isEqualTo(8);
    }
  }

  @Test
  void keepsItsConfigurationIfAnotherIsNotRight() throws Exception {
    try (var service = start()) {
      var good = map(service);

      write("alto.yaml", "listen: 127.0.0.1:0\nmaps: {net: {pids: {by: sorcery}}}\n");
      assertThat(service.reload(this::settings)).isFalse();
      assertThat(map(service)).isEqualTo(good);
      assertThat(get(service.observed().orElseThrow(), "/readyz")).asString().contains("sorcery");

      // a source that is not there is no reason to serve less either
      configure("", "igp: 1, unknown: 50");
      write("prefixes.txt", "192.0.2.0/24 mine\n192.0.2.0/24 theirs\n");
      assertThat(service.reload(this::settings)).isFalse();
      assertThat(map(service)).isEqualTo(good);

      write("prefixes.txt", "192.0.2.0/24 theirs\n");
      assertThat(service.reload(this::settings)).isTrue();
      assertThat(map(service)).contains("\"theirs\"");
      assertThat(get(service.observed().orElseThrow(), "/readyz"))
          .asString()
          .doesNotContain("configuration");
    }
  }

  @Test
  void answersEveryRequestWhileItTakesAnotherConfiguration() throws Exception {
    try (var service = start()) {
      var costs = Set.of(3.0, 6.0);
      for (int run = 0; run < 20; run++) {
        configure("", run % 2 == 0 ? "igp: 2, unknown: 90" : "igp: 1, unknown: 50");
        var reloading = CompletableFuture.supplyAsync(() -> service.reload(this::settings));
        do {
          assertThat(costs).contains(cost(service, "a", "b"));
        } while (!reloading.isDone());
        assertThat(reloading.join()).isTrue();
        assertThat(cost(service, "a", "b")).isEqualTo(run % 2 == 0 ? 6 : 3);
      }
    }
  }

  private void configure(String otherMap, String costs) throws IOException {
    write(
        "alto.yaml",
        """
        listen: 127.0.0.1:0
        sources:
          topology: {format: yaml, file: topology.yaml}
          prefixes: [{format: list, file: prefixes.txt}]
        maps:
          net:
            costs: {routingcost: {%s}}
        %s
        updates: {look: 100ms, least: 0s}
        observe: {port: 0}
        """
            .formatted(costs, otherMap));
  }

  private AltoSettings settings() {
    return AltoSettings.read(folder.resolve("alto.yaml"));
  }

  private int status(InetSocketAddress at, String path) throws Exception {
    var uri = URI.create("http://" + at.getHostString() + ":" + at.getPort() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
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
    return AltoService.start(settings(), _ -> {});
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
