// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.AltoService;
import dev.tocsin.alto.io.access.DigestUsers;
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

  @Test
  void showsCalendars() throws IOException {
    // given
    Files.writeString(folder.resolve("prefixes.txt"), "10.1.0.0/16 near\n10.2.0.0/16 far\n");
    Files.writeString(
        folder.resolve("delay.csv"), "from,to,night,day\nnear,far,20,5\nnear,near,10,10\n");
    Files.writeString(
        folder.resolve("calendar.yaml"),
        """
        listen: 127.0.0.1:0
        sources: {prefixes: [{format: list, file: prefixes.txt}]}
        maps:
          net:
            measured:
              delay-ow:
                format: csv
                file: delay.csv
                calendar: {start: 2026-01-01T00:00:00Z, interval: 12h, intervals: 2, repeated: 900000}
        observe: {metrics: false}
        """);
    server.close();
    server = AltoService.start(AltoSettings.read(folder.resolve("calendar.yaml")), _ -> {});

    // when
    var calendar = run("get URI net-costs --metric delay-ow --calendar");
    var none = run("get URI net-costs --calendar");
    var day =
        run(
            "rank URI --metric delay-ow --at 2100-01-01T13:00:00Z --source 10.1.0.1 10.1.0.2"
                + " 10.2.0.1");

    // then
    assertThat(calendar.out())
        .containsPattern("delay-ow from \\d{4}-.*Z: 2 values of 43200 s each, 900000 times");
    assertThat(calendar.rows()).contains("near far [20 5]", "near near [10 10]");
    assertThat(none.err()).contains("'net-costs' has no --calendar of 'routingcost'");
    assertThat(day.rows()).contains("1 10.2.0.1 5", "2 10.1.0.2 10");
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

    assertThat(wrong.err())
        .contains("takes --calendar --constraint", "not --pid")
        .doesNotContain("\n\n");
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

  @Test
  void findsNothingWrongWithOurOwnServer() {
    var checked = run("check --json URI");

    assertThat(checked.json().path("findings")).isEmpty();
    assertThat(checked.code()).isZero();
    assertThat(checked.json().path("looked_at").asInt()).isGreaterThan(5);
  }

  @Test
  void findsNothingWrongWithAServerThatHasEverythingAndWantsAPassword() throws IOException {
    // given: users, calendars, properties and another server's directory
    Files.writeString(
        folder.resolve("users.txt"), DigestUsers.line("ann", "alto", "secret") + "\n");
    Files.writeString(folder.resolve("password.txt"), "secret\n");
    Files.writeString(
        folder.resolve("prefixes.txt"), "192.0.2.0/24 mine\n198.51.100.0/24 theirs\n");
    Files.writeString(folder.resolve("delay.csv"), "from,to,one,other\nmine,theirs,10,20\n");
    Files.writeString(
        folder.resolve("sites.csv"), "entity,priv:site\n192.0.2.0/24,fra\nnet.pid:mine,ber\n");
    Files.writeString(
        folder.resolve("alto.yaml"),
        """
        listen: 127.0.0.1:0
        sources: {prefixes: [{format: list, file: prefixes.txt}]}
        maps:
          net:
            pids: {by: list}
            costs: {routingcost: {as-path: 1, unknown: 50}}
            measured:
              delay-ow:
                format: csv
                file: delay.csv
                calendar: {start: 2026-01-01T00:00:00Z, interval: 1h, intervals: 2}
        properties:
          sites: {format: csv, file: sites.csv, mappings: {ipv4: priv:site, net.pid: priv:site}}
        delegations: {quickstart: "http://127.0.0.1:%d/"}
        access: {users: users.txt, required: true}
        observe: {metrics: false}
        """
            .formatted(server.local().getPort()));

    try (var other = AltoService.start(AltoSettings.read(folder.resolve("alto.yaml")), _ -> {})) {
      var uri = "http://127.0.0.1:" + other.local().getPort() + "/";

      // when
      var checked = run("check --json --user ann --password-file DIR/password.txt " + uri);
      var refused = run("check " + uri);
      Files.writeString(folder.resolve("password.txt"), "guess\n");
      var wrong = run("check --user ann --password-file DIR/password.txt " + uri);

      // then
      // what two of our servers call by one name is all that is wrong
      assertThat(checked.json().path("findings").valueStream())
          .extracting(each -> each.path("rule").asString() + " " + each.path("place").asString())
          .containsOnly(
              "RFC 7285 §10.2 resources/endpoint-costs",
              "RFC 7285 §10.2 resources/endpoint-properties",
              "RFC 7285 §10.2 resources/address-pids",
              "RFC 7285 §10.2 resources/updates");
      assertThat(checked.json().path("looked_at").asInt()).isGreaterThan(15);
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.out()).contains("wants a name and a password: not looked at");
      assertThat(wrong.out()).contains("does not accept the name and the password");
    }
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    Files.writeString(
        folder.resolve("map.json"),
        """
        {"meta": {"vtag": {"resource-id": "n", "tag": "t"}},
         "network-map": {"a": {"ipv4": ["192.0.2.0/24"]}}}
        """);

    var checked = run("check DIR/map.json");

    assertThat(checked.code()).isEqualTo(1);
    assertThat(checked.out())
        .contains(
            "map.json: network-map: some IPv4 addresses have no PID: a complete map has 0.0.0.0/0"
                + " in one (RFC 7285 §11.2.2)")
        .contains("looked at 1: 1 errors, 0 warnings");
  }
}
