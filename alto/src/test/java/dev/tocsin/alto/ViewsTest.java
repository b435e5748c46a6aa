// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.client.AltoClient;
import dev.tocsin.alto.client.http.HttpSettings;
import dev.tocsin.alto.client.stream.FollowEvent;
import dev.tocsin.alto.client.stream.FollowSettings;
import dev.tocsin.alto.client.stream.Subscription;
import dev.tocsin.alto.io.access.DigestUsers;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.directory.DirectoryReader;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Different clients of one server see different things.
class ViewsTest {

  private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]+)\"");
  private static final String COMMON =
      """
      listen: 127.0.0.1:0
      sources:
        topology: {format: yaml, file: topology.yaml}
      maps:
        secret: {pids: {by: [first-hop]}, costs: {routingcost: {igp: 1, unknown: 50}}}
        coarse: {pids: {by: [region]}, costs: {routingcost: {igp: 1, unknown: 50}}}
      observe: {port: 0}
      access: {users: users.txt}
      """;

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void files() throws IOException {
    Files.writeString(
        folder.resolve("topology.yaml"),
        """
        nodes:
          hidden-a: {prefixes: [10.1.0.0/16], labels: {region: north}}
          hidden-b: {prefixes: [10.2.0.0/16], labels: {region: south}}
        links:
          - {from: hidden-a, to: hidden-b, metric: 3}
        """);
    Files.writeString(
        folder.resolve("users.txt"), DigestUsers.line("partner", "alto", "password") + "\n");
  }

  @AfterEach
  void end() {
    client.close();
  }

  private AltoService start(String views) throws IOException {
    var file = Files.writeString(folder.resolve("alto.yaml"), COMMON + views);
    return AltoService.start(AltoSettings.read(file), _ -> {});
  }

  @Test
  void showsEachWhatIsForHim() throws Exception {
    try (var service =
        start(
            """
            views:
              inside: {prefixes: [127.0.0.0/8], maps: [coarse], modes: [ordinal], hidden: [updates]}
            """)) {
      var directory = new DirectoryReader(JsonBounds.RESOURCE).read(get(service, "/").body());

      assertThat(directory.defaultNetworkMap()).contains("coarse");
      assertThat(directory.resources())
          .containsOnlyKeys(
              "coarse",
              "coarse-filtered",
              "coarse-routingcost-ordinal",
              "coarse-costs",
              "endpoint-costs",
              "endpoint-properties",
              "address-pids");
      // nothing of the rest is there, whoever knows its name
      for (var path :
          new String[] {"secret", "secret-costs", "coarse-routingcost-numerical", "updates"}) {
        assertThat(get(service, "/resource/" + path).statusCode()).as(path).isEqualTo(404);
      }
      for (var id : directory.resources().keySet()) {
        var text = new String(get(service, "/resource/" + id).body(), StandardCharsets.UTF_8);
        assertThat(text).as(id).doesNotContain("hidden-a").doesNotContain("secret");
      }
      // and no cache that others share keeps it
      assertThat(get(service, "/resource/coarse").headers().firstValue("Cache-Control"))
          .contains("private, max-age=60");
    }
  }

  @Test
  void asksWhoItIsAndShowsUsersTheirs() throws Exception {
    try (var service =
        start(
            """
            views:
              partners: {users: [partner]}
              others: {prefixes: [192.0.2.0/24], maps: [coarse]}
            """)) {
      // given
      var refused = get(service, "/");
      assertThat(refused.statusCode()).isEqualTo(401);
      var challenge = refused.headers().firstValue("WWW-Authenticate").orElseThrow();
      assertThat(challenge).startsWith("Digest realm=\"alto\"").contains("algorithm=SHA-256");

      // when
      var answer = get(service, "/resource/secret", authorization(challenge, "password"));

      // then
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("hidden-a");
      assertThat(
              get(service, "/resource/secret", authorization(challenge, "passwort")).statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void refusesWhomNoViewIsFor() throws Exception {
    try (var service = start("views: {others: {prefixes: [192.0.2.0/24]}}\n")) {
      var answer = get(service, "/");
      var challenge = answer.headers().firstValue("WWW-Authenticate").orElseThrow();

      assertThat(
              get(service, "/resource/secret", authorization(challenge, "password")).statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void givesNothingToStrangersWhereThatIsWanted() throws Exception {
    var file =
        Files.writeString(
            folder.resolve("alto.yaml"),
            COMMON.replace("users.txt}", "users.txt, required: true}"));
    try (var service = AltoService.start(AltoSettings.read(file), _ -> {})) {
      var refused = get(service, "/");
      var challenge = refused.headers().firstValue("WWW-Authenticate").orElseThrow();

      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(
              get(service, "/resource/secret", authorization(challenge, "password")).statusCode())
          .isEqualTo(200);
    }
  }

  // RFC 8895 §10.3: streams and their control ask who it is, as everything does.
  @Test
  void tellsByStreamsOnlyToWhoProvesWhoHeIs() throws Exception {
    try (var service = start("views: {partners: {users: [partner]}}\n")) {
      var root = URI.create("http://127.0.0.1:" + service.local().getPort() + "/");
      var heard = new LinkedBlockingQueue<FollowEvent>();

      // given somebody who says nothing, and somebody with another password
      var stream =
          HttpRequest.newBuilder(root.resolve("/resource/updates"))
              .header("Content-Type", MediaTypes.STREAM_PARAMETERS)
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"add\":{\"s\":{\"resource-id\":\"secret\"}}}"))
              .build();
      assertThat(client.send(stream, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
      try (var guesser = AltoClient.open(List.of(root), settings("passwort"))) {
        assertThatThrownBy(() -> guesser.servers().getFirst().directory())
            .hasMessageContaining("does not accept the user name and password");
      }

      // when the partner follows one map, and then another on the same stream
      try (var client = AltoClient.open(List.of(root), settings("password"))) {
        var server = client.servers().getFirst();
        var found = server.directory();
        var follower =
            server.follow(
                List.of(Subscription.to(found.resource("secret"))),
                FollowSettings.DEFAULT,
                heard::add);
        assertThat(heard.poll(30, TimeUnit.SECONDS)).isInstanceOf(FollowEvent.Streaming.class);
        assertThat(changed(heard)).isEqualTo("secret");
        follower.add(Subscription.to(found.resource("coarse")));

        // then both are told
        assertThat(changed(heard)).isEqualTo("coarse");
      }
    }
  }

  private static String changed(BlockingQueue<FollowEvent> heard) throws InterruptedException {
    var event = heard.poll(30, TimeUnit.SECONDS);
    assertThat(event).isInstanceOf(FollowEvent.Changed.class);
    return ((FollowEvent.Changed) event).resource();
  }

  private static HttpSettings settings(String password) {
    return new HttpSettings(
        List.of(),
        Optional.empty(),
        Optional.of(new HttpSettings.Credentials("partner", password)),
        HttpSettings.Limits.DEFAULT);
  }

  @Test
  void refusesAViewThatOffersLessThanTheRfcDemands() {
    assertThatThrownBy(() -> start("views: {odd: {hidden: [endpoint-properties]}}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("view odd: no endpoint property service tells the PIDs of secret");
    assertThatThrownBy(() -> start("views: {odd: {maps: [nothing]}}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("network maps of this configuration");
  }

  private static String authorization(String challenge, String password) {
    var nonce = NONCE.matcher(challenge);
    assertThat(nonce.find()).isTrue();
    return nonce.group(1) + " " + password;
  }

  private HttpResponse<byte[]> get(AltoService service, String path, String... proof)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.local().getPort() + path));
    for (var each : proof) {
      var parts = each.split(" ");
      request.header("Authorization", digest(path, parts[0], parts[1]));
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static int count;

  private static String digest(String path, String nonce, String password) {
    var counted = "%08x".formatted(++count);
    var secret = DigestUsers.line("partner", "alto", password).split(":")[2];
    var asked = sha256("GET:" + path);
    var response = sha256(secret + ":" + nonce + ":" + counted + ":c:auth:" + asked);
    return ("Digest username=\"partner\", realm=\"alto\", nonce=\"%s\", uri=\"%s\", qop=auth,"
            + " nc=%s, cnonce=\"c\", response=\"%s\", algorithm=SHA-256")
        .formatted(nonce, path, counted, response);
  }

  private static String sha256(String text) {
    try {
      var digest = java.security.MessageDigest.getInstance("SHA-256");
      return java.util.HexFormat.of()
          .formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
