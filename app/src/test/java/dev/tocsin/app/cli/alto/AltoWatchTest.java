// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.AltoService;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.app.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Watching the network of the quickstart, over HTTP on loopback.
final class AltoWatchTest {

  private static final String COSTS = "network-routingcost-numerical";

  @TempDir private Path folder;
  private AltoService server;

  /// A command that runs, and what it prints.
  private record Watching(BufferedReader out, StringWriter err, CompletableFuture<Integer> code) {
    String line() throws IOException {
      var line = out.readLine();
      assertThat(line).as("a line; errors: " + err).isNotNull();
      return line.replaceAll("[0-9a-f]{12}…", "TAG").replaceFirst("^\\d\\d:\\d\\d:\\d\\d", "TIME");
    }

    JsonNode json() throws IOException {
      return JsonMapper.shared().readTree(out.readLine());
    }

    int ended() throws Exception {
      return code.get(30, TimeUnit.SECONDS);
    }
  }

  @BeforeEach
  void start() throws IOException {
    var quiet = new PrintWriter(new StringWriter());
    Main.run(quiet, quiet, "alto", "server", "--quickstart", folder.resolve("q").toString());
    var file = folder.resolve("q/alto.yaml");
    var text = Files.readString(file).replace("127.0.0.1:8647", "127.0.0.1:0");
    Files.writeString(
        file, text + "observe: {metrics: false}\nupdates: {look: 100ms, least: 0s}\n");
    server = AltoService.start(AltoSettings.read(file), _ -> {});
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// `URI` stands for the server's directory.
  private Watching watch(String line) throws IOException {
    var pipe = new PipedWriter();
    var out = new BufferedReader(new PipedReader(pipe, 1 << 16));
    var err = new StringWriter();
    var uri = "http://127.0.0.1:" + server.local().getPort() + "/";
    var arguments =
        Stream.of(("alto watch " + line).split(" ")).map(each -> each.replace("URI", uri));
    var code = new CompletableFuture<Integer>();
    Thread.ofVirtual()
        .start(
            () -> {
              var to = new PrintWriter(pipe);
              code.complete(Main.run(to, new PrintWriter(err), arguments.toArray(String[]::new)));
              to.close();
            });
    return new Watching(out, err, code);
  }

  private void changeLink() throws IOException {
    var file = folder.resolve("q/topology.yaml");
    var text = Files.readString(file);
    Files.writeString(file, text.replace("metric: 3}", "metric: 4}"));
  }

  @Test
  void tellsEveryChangeInALine() throws Exception {
    var watching = watch("URI " + COSTS + " network --count 3");

    assertThat(watching.line())
        .matches("TIME {2}network {2}tag TAG {2}whole, [\\d,]+ B: 12 prefixes");
    assertThat(watching.line())
        .matches("TIME {2}" + COSTS + " {2}for network TAG {2}whole, [\\d,]+ B: 49 costs");
    changeLink();
    assertThat(watching.line())
        .matches(
            "TIME {2}" + COSTS + " {2}for network TAG {2}merge patch, .* costs changed, \\d+ now");

    assertThat(watching.ended()).isZero();
    assertThat(watching.err().toString()).matches("note: http://.*/updates tells of network, .*\n");
  }

  @Test
  void tellsItToPrograms() throws Exception {
    var watching =
        watch(
            "URI endpoint-costs --source 192.0.2.1 --destination 192.0.2.70,192.0.2.2 --json --count 2");

    var streaming = watching.json();
    assertThat(streaming.path("event").asString("")).isEqualTo("streaming");
    assertThat(streaming.path("controlled").asBoolean(false)).isTrue();
    var whole = watching.json();
    assertThat(whole.path("resource").asString("")).isEqualTo("endpoint-costs");
    assertThat(whole.path("changed").asInt(0)).isEqualTo(2);
    changeLink();
    var patch = watching.json();
    assertThat(patch.path("event").asString("")).isEqualTo("changed");
    assertThat(patch.path("update").asString("")).isEqualTo("merge patch");
    assertThat(patch.path("unit").asString("")).isEqualTo("costs");
    assertThat(patch.path("changed").asInt(0)).isEqualTo(1);
    assertThat(patch.path("total").asInt(0)).isEqualTo(2);
    assertThat(patch.path("usable").asBoolean(false)).isTrue();
    assertThat(patch.path("size").asInt(0)).isLessThan(whole.path("size").asInt(0));
    assertThat(watching.ended()).isZero();
  }

  @Test
  void watchesAllThatIsHadByGetWhereNothingIsNamed() throws Exception {
    var watching = watch("URI --json --count 6");

    assertThat(watching.json().path("resources"))
        .extracting(each -> each.asString(""))
        .contains("network", COSTS, "regions")
        .doesNotContain("endpoint-costs");
    assertThat(watching.ended()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "URI none, 1, has no resource 'none'",
    "URI network --pid peer, 1, takes no filter",
    "http://127.0.0.1:1/, 1, cannot be reached",
    "URI --poll 0s, 2, following needs time",
    "URI --count x, 2, --count",
  })
  void saysWhatIsWrong(String line, int code, String complaint) throws Exception {
    var watching = watch(line);

    assertThat(watching.ended()).isEqualTo(code);
    assertThat(watching.err().toString()).startsWith("tocsin alto watch: ").contains(complaint);
  }
}
