// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tocsin.alto.client.ScriptedServer;
import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.alto.client.http.HttpSettings.Credentials;
import dev.tocsin.alto.client.http.HttpSettings.Limits;
import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.MediaTypes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client does with servers that answer in odd ways, or mean harm.
class AltoHttpTest {

  private static final String TYPE = MediaTypes.NETWORK_MAP;
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Limits LIMITS =
      new Limits(10_000, Duration.ofSeconds(5), Duration.ofSeconds(5), 3, Duration.ofSeconds(1));

  private final ScriptedServer server = new ScriptedServer();
  private final ScriptedServer other = new ScriptedServer();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() {
    end.countDown();
    server.close();
    other.close();
  }

  private Heard get(String path) throws AltoClientException {
    return get(path, Optional.empty(), LIMITS);
  }

  private Heard get(String path, Optional<Credentials> credentials, Limits limits)
      throws AltoClientException {
    try (var http = http(credentials, limits)) {
      return http.ask(Ask.get(server.uri(path), TYPE, Optional.empty()));
    }
  }

  private AltoHttp http(Optional<Credentials> credentials, Limits limits) {
    var settings = new HttpSettings(List.of(), Optional.empty(), credentials, limits);
    return new AltoHttp(settings, List.of(server.uri("/")), InstantSource.fixed(NOW));
  }

  private AltoClientException failure(String path) {
    return catchThrowableOfType(AltoClientException.class, () -> get(path));
  }

  @Test
  void asksForTheTypeAndForErrorsAndTakesParameters() throws Exception {
    server.json("/map", TYPE.toUpperCase(java.util.Locale.ROOT) + ";charset=utf-8", "{}");

    assertThat(get("/map").body()).asString(StandardCharsets.UTF_8).isEqualTo("{}");

    assertThat(server.asked().getFirst().header("Accept")).isEqualTo(TYPE + "," + MediaTypes.ERROR);
  }

  @Test
  void believesNoAnswerOfAnotherType() {
    server.json("/map", "application/json", "{}").status("/none", 200);

    assertThat(failure("/map"))
        .hasMessage(server.uri("/map") + " answers with 'application/json', not " + TYPE)
        .extracting(AltoClientException::kind)
        .isEqualTo(Kind.UNREADABLE);
    assertThat(failure("/none")).hasMessageContaining("answers with no type, not");
    server.status("/page", 406);
    assertThat(failure("/page")).hasMessageEndingWith("/page has no " + TYPE);
  }

  @Test
  void tellsWhatTheServerSaysIsWrong() {
    server.on(
        "/map",
        exchange ->
            ScriptedServer.send(
                exchange,
                400,
                MediaTypes.ERROR,
                "{\"meta\":{\"code\":\"E_INVALID_FIELD_VALUE\",\"field\":\"a/b\",\"value\":\"\\u001b[1m\"}}"));
    server.json("/odd", MediaTypes.ERROR, "{'meta':{'code':'E_WHAT'}}");

    var failure = failure("/map");
    assertThat(failure.error()).contains(AltoError.value("a/b", "\u001b[1m"));
    assertThat(failure)
        .hasMessage(server.uri("/map") + " refuses: E_INVALID_FIELD_VALUE in a/b: \\u001b[1m");
    assertThat(failure("/odd")).hasMessageEndingWith("refuses, with an error that cannot be read");
    assertThat(failure("/nothing")).hasMessageEndingWith("answers with status 404");
  }

  @Test
  void endsABodyThatDoesNotEnd() {
    server.on(
        "/map",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", TYPE);
          exchange.sendResponseHeaders(200, 0);
          var chunk = new byte[1_000];
          while (end.getCount() > 0) exchange.getResponseBody().write(chunk);
        });

    assertThat(failure("/map"))
        .hasMessageEndingWith("/map answers with more than 10000 bytes")
        .extracting(AltoClientException::isOutage)
        .isEqualTo(false);
  }

  @Test
  void waitsNotForeverForABodyThatTrickles() {
    server.on(
        "/map",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", TYPE);
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(' ');
          exchange.getResponseBody().flush();
          await(end);
        });
    var limits =
        new Limits(10_000, Duration.ofSeconds(5), Duration.ofMillis(300), 3, Duration.ofSeconds(1));

    assertThatThrownBy(() -> get("/map", Optional.empty(), limits))
        .hasMessageContaining("is not done within");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void saysWhoIsNotThere() {
    server.close();

    assertThat(failure("/map"))
        .hasMessage(server.uri("/map") + " cannot be reached: nothing answers on that port")
        .extracting(AltoClientException::isOutage)
        .isEqualTo(true);
  }

  @Test
  void unpacksGzipWithinItsBounds() throws Exception {
    packed("/map", "{}");
    packed("/bomb", " ".repeat(10_001));
    server.on(
        "/broken",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          ScriptedServer.send(exchange, 200, TYPE, "{}");
        });
    server.on(
        "/brotli",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "br");
          ScriptedServer.send(exchange, 200, TYPE, "{}");
        });

    assertThat(get("/map").body()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
    assertThat(server.asked().getFirst().header("Accept-encoding")).isEqualTo("gzip");
    assertThat(failure("/bomb")).hasMessageEndingWith("more than 10000 bytes when unpacked");
    assertThat(failure("/broken")).hasMessageContaining("gzip that is broken");
    assertThat(failure("/brotli")).hasMessageEndingWith("answers packed as 'br', not gzip");
  }

  private void packed(String path, String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    server.on(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", TYPE);
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, bytes.size());
          bytes.writeTo(exchange.getResponseBody());
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsARedirect(int status) throws Exception {
    server.status("/old", status, "Location", "new?x=1#part");
    server.json("/new", TYPE, "{}");

    assertThat(get("/old").uri()).isEqualTo(server.uri("/new?x=1"));
  }

  @Test
  void sendsAPostAgainByTemporaryRedirectAndFetchesWhatIsElsewhere() throws Exception {
    server.status("/moved", 307, "Location", "/here").json("/here", TYPE, "{}");
    server.status("/done", 303, "Location", "/result").json("/result", TYPE, "{}");
    server.status("/old", 302, "Location", "/here");

    try (var http = http(Optional.empty(), LIMITS)) {
      http.ask(post("/moved"));
      http.ask(post("/done"));
      assertThatThrownBy(() -> http.ask(post("/old"))).hasMessageEndingWith("a POST by 302");
    }

    assertThat(server.lines())
        .containsExactly("POST /moved", "POST /here", "POST /done", "GET /result", "POST /old");
    assertThat(server.asked().get(1).body()).isEqualTo("{\"pids\":[]}");
  }

  private Ask post(String path) {
    var body = new Ask.Body(MediaTypes.NETWORK_MAP_FILTER, "{\"pids\":[]}");
    return Ask.post(server.uri(path), TYPE, body);
  }

  @Test
  void followsNoCircleNoEndlessTrailAndNothingOdd() {
    server.status("/a", 307, "Location", "/b").status("/b", 307, "Location", "/a");
    server.on(
        "/trail",
        exchange -> {
          var n = "/trail?" + server.asked().size();
          exchange.getResponseHeaders().set("Location", n);
          exchange.sendResponseHeaders(307, -1);
        });
    server.status("/file", 307, "Location", "file:///etc/hosts");
    server.status("/user", 307, "Location", "http://a:b@127.0.0.1/");
    server.status("/nowhere", 307);

    assertThat(failure("/a")).hasMessageEndingWith("redirects in a circle");
    assertThat(failure("/trail")).hasMessageEndingWith("redirects more than 3 times");
    assertThat(failure("/file")).hasMessageContaining("expected an http or https URI");
    assertThat(failure("/user")).hasMessageContaining("no user name");
    assertThat(failure("/nowhere")).hasMessageEndingWith("redirects to nowhere");
  }

  @Test
  void leavesAServerAloneThatSaysSo() throws Exception {
    server.status("/map", 503, "Retry-After", "3600").json("/other", TYPE, "{}");

    try (var http = http(Optional.empty(), LIMITS)) {
      var first = busy(http, "/map");
      var second = busy(http, "/other");

      assertThat(first.notBefore()).contains(NOW.plusSeconds(3_600));
      assertThat(second.notBefore()).isEqualTo(first.notBefore());
      assertThat(second).hasMessageEndingWith("wants to be asked again after 2026-03-01T13:00:00Z");
    }
    assertThat(server.lines()).containsExactly("GET /map");
  }

  private AltoClientException busy(AltoHttp http, String path) {
    return catchThrowableOfType(
        AltoClientException.class,
        () -> http.ask(Ask.get(server.uri(path), TYPE, Optional.empty())));
  }

  @Test
  void asksAgainWhenThatIsSoon() throws Exception {
    server.on(
        "/map",
        exchange -> {
          if (server.asked().size() == 1) {
            exchange.getResponseHeaders().set("Retry-After", "0");
            exchange.sendResponseHeaders(429, -1);
          } else {
            ScriptedServer.send(exchange, 200, TYPE, "{}");
          }
        });

    assertThat(get("/map").isUnchanged()).isFalse();
    assertThat(server.lines()).hasSize(2);
  }

  @Test
  void showsBasicCredentialsOnlyWhereTheyBelong() throws Exception {
    var credentials = Optional.of(new Credentials("Aladdin", "open sesame"));
    server.on("/map", exchange -> basic(exchange));
    server.status("/away", 307, "Location", other.uri("/map").toString());
    other.on("/map", exchange -> basic(exchange));

    get("/map", credentials, LIMITS);
    assertThat(server.asked().getLast().header("Authorization"))
        .isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    assertThatThrownBy(() -> get("/away", credentials, LIMITS))
        .hasMessageEndingWith("and is not the server that they are for");
    assertThat(other.asked()).allMatch(each -> each.header("Authorization").isEmpty());
    assertThat(failure("/map")).hasMessageEndingWith("wants a user name and a password");
  }

  private static void basic(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
    if (exchange.getRequestHeaders().containsKey("Authorization")) {
      ScriptedServer.send(exchange, 200, TYPE, "{}");
    } else {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"x\"");
      exchange.sendResponseHeaders(401, -1);
    }
  }

  @Test
  void answersDigestAndCountsWhatItSays() throws Exception {
    server.on("/map", exchange -> digest(exchange, "nc=00000003"));
    var credentials = Optional.of(new Credentials("user", "pass"));

    try (var http = http(credentials, LIMITS)) {
      var ask = Ask.get(server.uri("/map"), TYPE, Optional.empty());
      http.ask(ask);
      http.ask(ask);
      http.ask(ask);
    }

    var sent = server.asked().stream().map(each -> each.header("Authorization")).toList();
    assertThat(sent).hasSize(5);
    assertThat(sent.get(0)).isEmpty();
    assertThat(sent.get(1)).startsWith("Digest username=\"user\"").contains("algorithm=SHA-256");
    assertThat(sent.get(2)).contains("nonce=\"1\"", "nc=00000002");
    assertThat(sent.get(3)).contains("nonce=\"1\"", "nc=00000003");
    assertThat(sent.get(4)).contains("nonce=\"2\"", "nc=00000001");
  }

  /// Takes every answer but the one that holds the text, whose nonce it calls stale.
  private static void digest(com.sun.net.httpserver.HttpExchange exchange, String stale)
      throws IOException {
    var field = exchange.getRequestHeaders().getFirst("Authorization");
    if (field != null && !field.contains(stale)) {
      ScriptedServer.send(exchange, 200, TYPE, "{}");
      return;
    }
    var more = field == null ? "nonce=\"1\"" : "nonce=\"2\", stale=true";
    var out = exchange.getResponseHeaders();
    out.add("WWW-Authenticate", "Basic realm=\"x\", Digest realm=\"x\", algorithm=MD5, " + more);
    out.add("WWW-Authenticate", "Digest realm=\"x\", qop=\"auth\", algorithm=SHA-256, " + more);
    exchange.sendResponseHeaders(401, -1);
  }

  @Test
  void asksNotAgainWithAPasswordThatWasRefused() {
    server.status("/map", 401, "WWW-Authenticate", "Digest realm=\"x\", nonce=\"1\", qop=\"auth\"");

    assertThatThrownBy(() -> get("/map", Optional.of(new Credentials("user", "wrong")), LIMITS))
        .hasMessageEndingWith("does not accept the user name and password");
    assertThat(server.lines()).hasSize(2);
  }

  @Test
  void saysNothingOfAPassword() {
    assertThat(new Credentials("user", "secret").toString()).doesNotContain("secret");
  }
}
