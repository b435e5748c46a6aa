// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ObserveServerTest {

  private final Metrics metrics = new Metrics();
  private final AtomicReference<Optional<String>> store = new AtomicReference<>(Optional.empty());
  private final Health health =
      new Health().alive("loop", Optional::empty).ready("store", store::get);
  private final ObserveServer server =
      ObserveServer.start(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), metrics, health);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    client.close();
    server.close();
    metrics.close();
  }

  @Test
  void servesFiguresInPrometheusFormat() throws Exception {
    metrics.counter("tocsin.dots.requests", "Requests", "result", "created").increment(3);
    metrics.gauge("tocsin.dots.sessions", "Open sessions", () -> 7);
    metrics.withProcess();

    var page = get("/metrics");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
    assertThat(page.body())
        .contains("tocsin_dots_requests_total{result=\"created\"} 3.0")
        .contains("tocsin_dots_sessions 7.0")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void isReadyOnlyWhileEveryCheckIsWell() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);

    store.set(Optional.of("the disk is full\n\"\u001b"));
    var failing = get("/readyz");

    assertThat(failing.statusCode()).isEqualTo(503);
    var json = new JsonMapper().readTree(failing.body());
    assertThat(json.get("status").asString()).isEqualTo("failing");
    assertThat(json.get("check.store").asString()).isEqualTo("the disk is full\n\"\u001b");
    assertThat(json.get("check.loop").asString()).isEqualTo("ok");
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void saysWhatIsNotedAndStaysReady() throws Exception {
    health.noted("mitigator.edge", () -> Optional.of("nft could not be run"));

    var noted = get("/readyz");

    assertThat(noted.statusCode()).isEqualTo(200);
    var json = new JsonMapper().readTree(noted.body());
    assertThat(json.get("status").asString()).isEqualTo("degraded");
    assertThat(json.get("check.mitigator.edge").asString()).isEqualTo("nft could not be run");
    assertThat(json.get("check.store").asString()).isEqualTo("ok");
  }

  @Test
  void aCheckThatThrowsIsAProblem() throws Exception {
    health.ready(
        "broken",
        () -> {
          throw new IllegalStateException("boom");
        });

    assertThat(get("/readyz").body()).contains("boom");
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
  }

  @Test
  void answersAgainAfterMoreRequestsThanItHasRoomFor() throws Exception {
    var release = new CountDownLatch(1);
    health.ready(
        "stuck",
        () -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Optional.empty();
        });
    var flood = new ArrayList<Socket>();
    for (int n = 0; n < 50; n++) {
      var socket = new Socket(server.local().getAddress(), server.local().getPort());
      socket.getOutputStream().write("GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
      flood.add(socket);
    }

    release.countDown();
    for (var socket : flood) socket.close();

    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesEverythingElse() throws Exception {
    var post =
        HttpRequest.newBuilder(uri("/metrics"))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();

    assertThat(get("/etc/passwd").statusCode()).isEqualTo(404);
    assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @Test
  void listensOnLoopbackOnly() {
    assertThatThrownBy(
            () -> ObserveServer.start(new InetSocketAddress("0.0.0.0", 0), metrics, health))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("loopback only");
    assertThatThrownBy(() -> ObserveServer.start(server.local(), metrics, health))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(Integer.toString(server.local().getPort()));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + server.local().getPort() + path);
  }
}
