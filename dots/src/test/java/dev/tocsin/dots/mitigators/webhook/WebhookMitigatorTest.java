// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.webhook;

import static dev.tocsin.dots.wire.control.ActivationType.IMMEDIATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebRequest;
import dev.tocsin.base.http.WebServer;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.base.identity.SharedSecrets;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.mitigators.messages.ListFields;
import dev.tocsin.dots.wire.data.Acl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a scrubber's API that is a real HTTP server on loopback.
class WebhookMitigatorTest {

  private static final MitigationKey KEY = new MitigationKey("customer", "cuid", 7);
  private static final Target TARGET =
      new Target(
          List.of(Prefix.parse("203.0.113.0/24")), List.of(new PortRange(80, 90)), List.of(6));
  private static final MitigationOrder ORDER =
      new MitigationOrder("scrubber", KEY, List.of(TARGET), EnforcementPolicy.OPEN);
  private static final SharedSecret SECRET =
      new SharedSecret("scrubber", "sixteen bytes it".getBytes(StandardCharsets.US_ASCII));
  private static final SharedSecret OLD_SECRET =
      new SharedSecret("before", "sixteen bytes of".getBytes(StandardCharsets.US_ASCII));
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir Path folder;
  private final List<WebRequest> got = new CopyOnWriteArrayList<>();
  private final Deque<WebAnswer> answers = new ArrayDeque<>();
  private final WebServer scrubber =
      WebServer.start(
          "scrubber",
          new WebSettings(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              Optional.empty(),
              WebSettings.Limits.DEFAULT),
          this::answer);

  private WebAnswer answer(WebRequest request) {
    got.add(request);
    return answers.isEmpty() ? WebAnswer.empty(204) : answers.poll();
  }

  @AfterEach
  void stop() {
    scrubber.close();
  }

  private WebhookMitigator mitigator(int attempts) {
    var settings =
        new WebhookSettings(
            new WebhookSettings.Service(
                URI.create("http://127.0.0.1:" + scrubber.local().getPort() + "/v1/dots"),
                ListFields.MANDATORY),
            List.of(SECRET, OLD_SECRET),
            List.of(),
            Optional.empty(),
            new WebhookSettings.Patience(
                Duration.ofSeconds(10), attempts, Duration.ofMillis(1), 10_000),
            Optional.of(
                new WebhookSettings.Reports(new HostAndPort("127.0.0.1", 0), Optional.empty())));
    return new WebhookMitigator("scrubber", settings, InstantSource.fixed(NOW));
  }

  @Test
  void signsAsTheStandardWebhooksSpecificationDoes() {
    // given: the specification's own example
    var secret =
        new SharedSecret(
            "example", HexFormat.of().parseHex("31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0"));
    var body = "{\"test\": 2432232314}".getBytes(StandardCharsets.US_ASCII);

    // when
    var signed = new Signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body).sign(secret);

    // then
    assertThat(signed).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void postsSignedOrders() {
    try (var mitigator = mitigator(1)) {
      // when
      var events = mitigator.enable(List.of(ORDER));

      // then
      assertThat(events.get(KEY))
          .isEqualTo(new MitigatorEvent.Enabled(List.of(TARGET), "127.0.0.1"));
      var request = got.getFirst();
      assertThat(request.method() + " " + request.path()).isEqualTo("POST /v1/dots");
      assertThat(request.contentType()).isEqualTo("application/json");
      assertThat(request.text()).contains("\"action\":\"enable\"", "203.0.113.0/24");
      var id = request.header("webhook-id").orElseThrow();
      assertThat(request.header("Idempotency-Key")).contains(id);
      assertThat(request.header("webhook-timestamp")).contains("" + NOW.getEpochSecond());
      assertThat(
              new Signature(id, NOW.getEpochSecond(), request.body())
                  .isMadeWithOneOf(
                      List.of(SECRET), request.header("webhook-signature").orElseThrow()))
          .isTrue();
    }
  }

  @Test
  void triesAgainWithTheSameIdempotencyKey() {
    answers.add(WebAnswer.text(503, "busy"));
    answers.add(WebAnswer.text(500, "worse"));
    try (var mitigator = mitigator(3)) {
      // when
      mitigator.enable(List.of(ORDER));
      mitigator.disable(List.of(KEY));

      // then
      var keys = got.stream().map(request -> request.header("Idempotency-Key")).toList();
      assertThat(keys).hasSize(4);
      assertThat(keys.subList(0, 3)).containsOnly(keys.getFirst());
      assertThat(keys.get(3)).isNotEqualTo(keys.getFirst());
    }
  }

  @Test
  void givesUpAfterItsAttemptsWithTheServicesReason() {
    answers.add(WebAnswer.text(503, "busy"));
    answers.add(WebAnswer.text(503, "still busy"));
    try (var mitigator = mitigator(2)) {
      assertThatThrownBy(() -> mitigator.reconcile(List.of(ORDER)))
          .isInstanceOf(MitigatorException.class)
          .hasMessage("127.0.0.1 reconcile failed after 2 attempts: it answered 503: still busy");
    }
  }

  @Test
  void doesNotRepeatWhatIsRefusedForGoodAndFollowsNoRedirect() {
    answers.add(WebAnswer.text(403, "no"));
    answers.add(WebAnswer.empty(307).with("Location", "/elsewhere"));
    try (var mitigator = mitigator(3)) {
      assertThatThrownBy(() -> mitigator.enable(List.of(ORDER))).hasMessageContaining("403: no");
      assertThatThrownBy(() -> mitigator.enable(List.of(ORDER))).hasMessageContaining("307");

      assertThat(got).extracting(WebRequest::path).containsOnly("/v1/dots").hasSize(2);
    }
  }

  @Test
  void reportsWhatTheServiceReallyEnforcesOrRefuses() {
    answers.add(
        WebAnswer.of(
            200,
            "application/json",
            "{\"reports\":[{\"domain\":\"customer\",\"cuid\":\"cuid\",\"mid\":7,"
                + "\"status\":\"refused\",\"reason\":\"full\",\"exceeded\":true}]}"));
    try (var mitigator = mitigator(1)) {
      assertThat(mitigator.enable(List.of(ORDER)).get(KEY))
          .isEqualTo(new MitigatorEvent.Refused("full", true));
    }
  }

  @Test
  void anAnswerThatIsTooLongIsAFailure() {
    answers.add(WebAnswer.of(200, "application/json", " ".repeat(20_000)));
    try (var mitigator = mitigator(1)) {
      assertThatThrownBy(() -> mitigator.enable(List.of(ORDER)))
          .isInstanceOf(MitigatorException.class);
    }
  }

  @Test
  void aServiceThatIsNotThereIsAFailure() {
    try (var mitigator = mitigator(2)) {
      scrubber.close();

      assertThatThrownBy(() -> mitigator.enable(List.of(ORDER)))
          .isInstanceOf(MitigatorException.class)
          .hasMessageContaining("after 2 attempts");
    }
  }

  private int report(
      WebhookMitigator mitigator, String id, Instant at, SharedSecret by, String body)
      throws IOException, InterruptedException {
    var port = mitigator.local().orElseThrow().getPort();
    var signature =
        new Signature(id, at.getEpochSecond(), body.getBytes(StandardCharsets.UTF_8)).sign(by);
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/reports"))
            .header("webhook-id", id)
            .header("webhook-timestamp", "" + at.getEpochSecond())
            .header("webhook-signature", "v1,AAAA " + signature)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static String counters(long mid, long packets) {
    return "{\"reports\":[{\"domain\":\"customer\",\"cuid\":\"cuid\",\"mid\":%d,\"packets\":%d}]}"
        .formatted(mid, packets);
  }

  @Test
  void takesCountersThatTheServiceBringsAndInventsNone() throws Exception {
    try (var mitigator = mitigator(1)) {
      // given
      mitigator.enable(List.of(ORDER));
      assertThat(mitigator.measure()).isEmpty();

      // when
      assertThat(report(mitigator, "1", NOW, SECRET, counters(7, 5))).isEqualTo(204);
      assertThat(report(mitigator, "2", NOW, OLD_SECRET, counters(7, 6))).isEqualTo(204);
      assertThat(report(mitigator, "3", NOW, SECRET, counters(99, 1))).isEqualTo(204);
      var measured = mitigator.measure();

      // then
      assertThat(measured).containsOnlyKeys(KEY);
      assertThat(measured.get(KEY).packets()).hasValue(6);
      assertThat(measured.get(KEY).bytes()).isEmpty();
      assertThat(mitigator.measure()).isEmpty();
    }
  }

  @Test
  void refusesReportsOfOthersOldOnesAndNonsense() throws Exception {
    var stranger = SharedSecrets.generate("stranger");
    try (var mitigator = mitigator(1)) {
      mitigator.enable(List.of(ORDER));
      var old = NOW.minus(Duration.ofMinutes(6));

      assertThat(report(mitigator, "1", NOW, stranger, counters(7, 5))).isEqualTo(401);
      assertThat(report(mitigator, "2", old, SECRET, counters(7, 5))).isEqualTo(401);
      assertThat(report(mitigator, "3", NOW, SECRET, "{")).isEqualTo(400);
      assertThat(mitigator.measure()).isEmpty();
    }
  }

  @Test
  void takesAReportOnlyOnce() throws Exception {
    try (var mitigator = mitigator(1)) {
      mitigator.enable(List.of(ORDER));
      report(mitigator, "1", NOW, SECRET, counters(7, 5));
      mitigator.measure();

      assertThat(report(mitigator, "1", NOW, SECRET, counters(7, 5))).isEqualTo(204);
      assertThat(mitigator.measure()).isEmpty();
    }
  }

  private WebhookSettings read(String yaml) throws IOException {
    SharedSecrets.add(folder.resolve("secret"), SECRET, true);
    return ConfigFile.parse(folder.resolve("server.yaml"), yaml, WebhookSettings::read);
  }

  @Test
  void readsItsSettings() throws IOException {
    var settings =
        read(
            """
            url: https://scrubber.example/v1
            secret-file: secret
            attempts: 5
            reports: {listen: "127.0.0.1:8790"}
            """);

    assertThat(settings.url()).hasToString("https://scrubber.example/v1");
    assertThat(settings.patience().attempts()).isEqualTo(5);
    assertThat(settings.reports().orElseThrow().listen().port()).isEqualTo(8790);
    assertThat(settings.toString()).doesNotContain("sixteen");
  }

  @Test
  void complainsOfUrlsThatGiveOrdersAwayAndOfListeningInClear() {
    assertThatThrownBy(() -> read("url: http://scrubber.example/\nsecret-file: secret\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("server.yaml:1")
        .hasMessageContaining("expected an https:// URL");
    assertThatThrownBy(
            () ->
                read(
                    "url: https://s.example/\nsecret-file: secret\n"
                        + "reports: {listen: \"192.0.2.1:80\"}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("only loopback");
    assertThat(Files.exists(folder.resolve("secret"))).isTrue();
  }

  @Test
  void takesListsToTheServiceToo() {
    var key = new FilterKey("customer", "cuid", "web");
    var acl = new Acl("web", Optional.empty(), IMMEDIATE, OptionalInt.empty(), List.of());
    var order = new FilterOrder(key, List.of("scrubber"), 4, acl, TARGET.prefixes());
    answers.add(
        WebAnswer.of(
            200,
            "application/json",
            "{\"reports\":[{\"domain\":\"customer\",\"cuid\":\"cuid\",\"acl\":\"web\","
                + "\"status\":\"refused\",\"reason\":\"no room\"}]}"));
    try (var mitigator = mitigator(1)) {
      var lists = mitigator.lists().orElseThrow();

      var events = lists.install(List.of(order), () -> {});

      assertThat(events).containsExactly(Map.entry(key, new FilterEvent.Refused("no room")));
      assertThat(got.getFirst().text())
          .isEqualTo(
              "{\"version\":1,\"instance\":\"scrubber\",\"action\":\"install-lists\",\"lists\":["
                  + "{\"domain\":\"customer\",\"cuid\":\"cuid\",\"acl\":\"web\",\"rank\":4,"
                  + "\"within\":[\"203.0.113.0/24\"],\"list\":{\"name\":\"web\","
                  + "\"activation-type\":\"immediate\"}}]}");
      assertThat(lists.measure(() -> {})).isEmpty();
    }
  }
}
