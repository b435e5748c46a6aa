// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// What an operator switches, counts and reads (RFC 7285 §8.5.3, §16.2).
class OperationsTest {

  private static final String COMMON =
      """
      listen: 127.0.0.1:0
      sources: {prefixes: [{format: list, file: prefixes.txt}]}
      maps: {net: {}}
      observe: {port: 0}
      """;

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void end() {
    client.close();
  }

  private AltoService start(String more) throws IOException {
    Files.writeString(folder.resolve("prefixes.txt"), "192.0.2.0/24 mine\n");
    var file = Files.writeString(folder.resolve("alto.yaml"), COMMON + more);
    return AltoService.start(AltoSettings.read(file), _ -> {});
  }

  @Test
  void tellsClientsToComeBackDuringMaintenance() throws Exception {
    try (var service = start("maintenance: {on: true, retry-after: 2m}\n")) {
      var answer = get(service, "/");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("120");
    }
  }

  @Test
  void sendsClientsElsewhereWhileTheSignIsThere() throws Exception {
    var sign = folder.resolve("sign");
    try (var service =
        start(
            """
            maintenance: {while: sign, answer: redirect, redirect-to: "http://other.example:81"}
            """)) {
      assertThat(get(service, "/directory").statusCode()).isEqualTo(200);

      Files.createFile(sign);
      // it is looked for once in a second
      var answer = get(service, "/resource/net?a=b");
      while (answer.statusCode() == 200) answer = get(service, "/resource/net?a=b");
      assertThat(answer.statusCode()).isEqualTo(307);
      assertThat(answer.headers().firstValue("Location"))
          .contains("http://other.example:81/resource/net?a=b");

      Files.delete(sign);
      while (get(service, "/").statusCode() != 200) Thread.onSpinWait();
    }
  }

  @Test
  void hangsUpOnWhoAsksTooMuchIfThatIsWanted() throws Exception {
    try (var service = start("overload: {requests-per-second: 1, answer: drop}\n")) {
      // a burst of five seconds' requests is forgiven
      for (int i = 0; i < 5; i++) assertThat(get(service, "/").statusCode()).isEqualTo(200);

      assertThatThrownBy(() -> IntStream.range(0, 5).forEach(_ -> getUnchecked(service)))
          .rootCause()
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void tellsWhoAsksTooMuchToComeBackAndCountsIt() throws Exception {
    try (var service = start("overload: {requests-per-second: 1}\n")) {
      HttpResponse<String> answer = get(service, "/");
      for (int i = 0; i < 10; i++) answer = get(service, "/");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("5");
      assertThat(metrics(service)).contains("tocsin_alto_turned_away_total{reason=\"overload\"}");
    }
  }

  @Test
  void countsWhatWasAskedAndHowItWasAnswered() throws Exception {
    try (var service = start("")) {
      get(service, "/directory");
      get(service, "/resource/net");
      get(service, "/nothing");
      var refused =
          HttpRequest.newBuilder(uri(service, "/resource/endpoint-costs"))
              .header("Content-Type", "application/alto-endpointcostparams+json")
              .POST(BodyPublishers.ofString("{}"))
              .build();
      client.send(refused, BodyHandlers.ofString());

      var text = awaitMetric(service, "tocsin_alto_errors_total");
      assertThat(text)
          .contains("tocsin_alto_answers_total{service=\"directory\",status=\"200\"} 1.0")
          .contains("tocsin_alto_answers_total{service=\"whole-network-map\",status=\"200\"} 1.0")
          .contains("tocsin_alto_answers_total{service=\"other\",status=\"404\"} 1.0")
          .contains("tocsin_alto_answers_total{service=\"endpoint-costs\",status=\"400\"} 1.0")
          .contains("tocsin_alto_errors_total{code=\"E_MISSING_FIELD\"} 1.0")
          .contains("tocsin_alto_requests_seconds_bucket{service=\"endpoint-costs\"")
          .contains("tocsin_alto_pids 2.0");
    }
  }

  /// An answer is counted behind its end, which the client may have seen before.
  private String awaitMetric(AltoService service, String name) throws Exception {
    var text = metrics(service);
    while (!text.contains(name)) text = metrics(service);
    return text;
  }

  @Test
  void writesDownRequestsWithNoMoreOfAddressesThanWanted() throws Exception {
    try (var service = start("request-log: {file: requests.jsonl}\n")) {
      get(service, "/resource/net");
      get(service, "/nothing");
    }

    var lines = Files.readAllLines(folder.resolve("requests.jsonl"));
    assertThat(lines).hasSize(2);
    var first = JsonMapper.shared().readTree(lines.getFirst());
    assertThat(first.path("action").stringValue()).isEqualTo("GET");
    assertThat(first.path("peer").stringValue()).isEqualTo("127.0.0.0/24");
    assertThat(first.path("detail").stringValue()).startsWith("/resource/net 200 ");
    assertThat(lines.getLast()).contains("/nothing 404 ");
  }

  @Test
  void refusesARedirectionToNowhere() {
    assertThatThrownBy(() -> start("maintenance: {answer: redirect}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'redirect' needs 'redirect-to'");
    assertThatThrownBy(() -> start("overload: {redirect-to: \"http://a/b\"}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("without a path");
  }

  private void getUnchecked(AltoService service) {
    try {
      get(service, "/");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> get(AltoService service, String path)
      throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(service, path)).build(), BodyHandlers.ofString());
  }

  private static URI uri(AltoService service, String path) {
    return URI.create("http://127.0.0.1:" + service.local().getPort() + path);
  }

  private String metrics(AltoService service) throws Exception {
    var at = service.observed().orElseThrow();
    var uri = URI.create("http://127.0.0.1:" + at.getPort() + "/metrics");
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }
}
