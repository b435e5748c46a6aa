// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.AltoService;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.app.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The commands of ALTO's client against the network of the quickstart, over HTTP on loopback.
final class AltoClientCommandsTest {

  @TempDir private Path folder;
  private AltoService server;

  private record Ran(int code, String out, String err) {
    JsonNode json() {
      return JsonMapper.shared().readTree(out);
    }

    /// Lines as words, however wide the columns are.
    List<String> rows() {
      return out.lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
    }
  }

  @BeforeEach
  void start() throws IOException {
    run("server --quickstart DIR/q");
    var file = folder.resolve("q/alto.yaml");
    var text = Files.readString(file).replace("127.0.0.1:8647", "127.0.0.1:0");
    Files.writeString(file, text + "observe: {metrics: false}\n");
    server = AltoService.start(AltoSettings.read(file), _ -> {});
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// `URI` stands for the server's directory, `DIR` for the temporary folder, `_` for a space.
  private Ran run(String line) {
    var out = new StringWriter();
    var err = new StringWriter();
    var uri = server == null ? "" : "http://127.0.0.1:" + server.local().getPort() + "/";
    var arguments =
        Stream.of(("alto " + line).split(" "))
            .map(each -> each.replace("DIR", folder.toString()).replace("URI", uri))
            .map(each -> each.replace('_', ' '))
            .toArray(String[]::new);
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  @Test
  void ranksByTheServerAndFromItsMaps() {
    var candidates = " URI 192.0.2.200 192.0.2.70 203.0.113.9 192.0.2.2";

    var online = run("rank --source 192.0.2.1" + candidates);
    var offline = run("rank --offline --source 192.0.2.1" + candidates);

    assertThat(online.err()).isEmpty();
    assertThat(online.code()).isZero();
    assertThat(online.rows())
        .startsWith(
            "PLACE ADDRESS COST",
            "1 192.0.2.2 0",
            "2 192.0.2.70 3",
            "3 192.0.2.200 9",
            "4 203.0.113.9 20")
        .last()
        .asString()
        .startsWith("numerical routingcost from ipv4:192.0.2.1, by ");
    assertThat(offline.rows()).contains("4 203.0.113.9 20 transit").hasSize(6);
    assertThat(offline.rows().getLast()).endsWith(", compared here");
  }

  @Test
  void printsARankingAsJson() {
    var ran = run("rank --json --truncate 24 --source 192.0.2.1 URI 198.51.100.7 2001:db8:3::1");

    assertThat(ran.code()).isZero();
    assertThat(ran.json().path("guided").asBoolean()).isTrue();
    assertThat(ran.json().path("cost-metric").asString()).isEqualTo("routingcost");
    assertThat(ran.json().path("source").asString()).isEqualTo("ipv4:192.0.2.0");
    assertThat(ran.json().path("candidates"))
        .hasSize(2)
        .allMatch(each -> each.path("cost").isNumber());
  }

  @Test
  void keepsTheOrderAndSaysWhyWithoutGuidance() {
    var gone = run("rank http://127.0.0.1:1/ 192.0.2.200 192.0.2.2");
    var metric = run("rank --metric priv:none URI 192.0.2.200 192.0.2.2");

    assertThat(gone.code()).isZero();
    assertThat(gone.rows())
        .containsExactly("PLACE ADDRESS COST", "1 192.0.2.200 -", "2 192.0.2.2 -");
    assertThat(gone.err().lines())
        .containsExactly(
            "no guidance; this is the order that was given",
            "note: http://127.0.0.1:1/ cannot be reached: nothing answers on that port");
    assertThat(metric.err()).contains("offers no endpoint costs of 'priv:none'");
  }

  @Test
  void goesToTheNextServerWhenOneIsGone() {
    var ran = run("rank --also URI --source 192.0.2.1 http://127.0.0.1:1/ 192.0.2.200 192.0.2.2");

    assertThat(ran.rows()).startsWith("PLACE ADDRESS COST", "1 192.0.2.2 0");
    assertThat(ran.err()).startsWith("note: http://127.0.0.1:1/ cannot be reached");
  }

  @Test
  void showsTheDirectory() {
    var ran = run("get URI");
    var json = run("get URI --json").json();

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("RESOURCE", "networkmap", "numerical routingcost", "POST");
    assertThat(ran.rows()).contains("default network map: network");
    assertThat(json.path("resources").path("network").path("media-type").asString())
        .isEqualTo("application/alto-networkmap+json");
  }

  @Test
  void showsEveryResourceThatIsHadWhole() {
    var resources = run("get URI --json").json().path("resources");

    for (var each : resources.properties()) {
      if (each.getValue().has("accepts")) continue;
      var ran = run("get URI " + each.getKey());
      assertThat(ran.err()).isEmpty();
      assertThat(ran.rows()).hasSizeGreaterThan(2);
      assertThat(run("get URI " + each.getKey() + " --json").json().has("meta")).isTrue();
    }
  }

  private String id(String accepts) {
    var resources = run("get URI --json").json().path("resources");
    return resources.properties().stream()
        .filter(
            each ->
                each.getValue()
                    .path("accepts")
                    .asString("")
                    .equals("application/alto-" + accepts + "+json"))
        .map(java.util.Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void asksForParts() {
    var map =
        run("get URI %s --pid peer,transit --address-type ipv4".formatted(id("networkmapfilter")));
    var costs =
        run(
            "get URI %s --source peer --destination transit,peer --constraint le_5"
                .formatted(id("costmapfilter")));
    var endpoints =
        run(
            "get URI %s --source 192.0.2.1 --destination 192.0.2.2,ipv4:192.0.2.70 --mode ordinal"
                .formatted(id("endpointcostparams")));
    var properties =
        run(
            "get URI %s --endpoint 203.0.113.9 --property network.pid"
                .formatted(id("endpointpropparams")));

    assertThat(map.rows().subList(1, 4))
        .containsExactly(
            "PID COUNT PREFIXES", "peer 1 198.51.100.0/24", "transit 1 203.0.113.0/24");
    assertThat(costs.rows().subList(1, 3)).containsExactly("FROM TO COST", "peer peer 0");
    assertThat(endpoints.rows())
        .containsExactly(
            "ordinal routingcost between endpoints",
            "FROM TO COST",
            "ipv4:192.0.2.1 ipv4:192.0.2.2 1",
            "ipv4:192.0.2.1 ipv4:192.0.2.70 2");
    assertThat(properties.rows()).endsWith("ipv4:203.0.113.9 network.pid transit");
  }

  @ParameterizedTest
  @CsvSource({
    "get http://127.0.0.1:1/, 'cannot be reached: nothing answers on that port'",
    "get URI none, has no resource 'none' but network",
    "get URInothing, answers with status 404",
    "get URI network --pid peer, takes no filter",
    "get URI --trust DIR/none.pem, no such file",
    "get URI --user a --password-file DIR/none, no such file",
  })
  void answersFailureWithOneLineAndOne(String line, String complaint) {
    var ran = run(line);

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err()).startsWith("tocsin alto get: ").contains(complaint);
  }

  @Test
  void saysWhatAResourceTakes() {
    var wrong = run("get URI %s --pid peer".formatted(id("costmapfilter")));
    var metric = run("get URI %s --metric hops".formatted(id("costmapfilter")));
    var refused =
        run("get URI %s --endpoint 192.0.2.1 --property x".formatted(id("endpointpropparams")));

    assertThat(wrong.err()).contains("takes --constraint", "not --pid").doesNotContain("\n\n");
    assertThat(metric.err()).contains("has no numerical or ordinal costs of 'hops' but numerical");
    assertThat(refused.err()).contains("refuses: E_INVALID_FIELD_VALUE in properties: x");
    assertThat(Stream.of(wrong, metric, refused)).allMatch(each -> each.code() == 1);
  }

  @ParameterizedTest
  @CsvSource({
    "rank URI, Missing required parameter",
    "rank URI host.example, 'host.example'",
    "rank URI 192.0.2.1 --truncate 40, 0 to 32 bits",
    "rank URI 192.0.2.1 --metric a/b, 'a/b'",
    "rank file:///x 192.0.2.1, expected an http or https URI",
    "get URI --cert DIR/x.pem, --cert and --key come together",
    "get, Missing required parameter",
  })
  void answersWrongUsageWithOneLineAndTwo(String line, String complaint) {
    var ran = run(line);

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines()).hasSize(2);
    assertThat(ran.err()).contains(complaint, "--help'.");
  }
}
