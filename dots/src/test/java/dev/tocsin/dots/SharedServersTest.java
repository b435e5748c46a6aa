// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.control.ControlClient;
import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.OperatorRequest;
import dev.tocsin.dots.io.settings.ServerSettings;
import dev.tocsin.dots.io.store.Engine;
import dev.tocsin.dots.wire.ConflictCause;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.lab.postgres.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Two whole servers on one PostgreSQL, as their clients see them.
class SharedServersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path folder;
  private PostgresServer database;
  private DataSite site;
  private DotsServer a;
  private DotsServer b;

  @BeforeEach
  void start() throws Exception {
    database = Engine.postgres();
    site = new DataSite(folder);
    a = node("a");
    Files.createDirectories(folder.resolve("b"));
    Files.copy(folder.resolve("a/secrets.key"), folder.resolve("b/secrets.key"));
    b = node("b");
  }

  private DotsServer node(String name) throws Exception {
    return DotsServer.start(settings(name, "observe: {metrics: false}\n"));
  }

  private ServerSettings settings(String name, String more) throws IOException {
    return settings(name, database.url(), more);
  }

  private ServerSettings settings(String name, String url, String more) throws IOException {
    var store =
        """
        state-folder: %1$s
        store: {type: postgresql, url: "%2$s", user: %3$s, node: %1$s}
        """;
    return site.settings(name, store.formatted(name, url, database.user()) + more);
  }

  @AfterEach
  void stop() {
    b.close();
    a.close();
  }

  private static boolean has(MitigationStatus status, MitigationState state) {
    return status.state().equals(Optional.of(state));
  }

  private static void awaitListed(SignalPeer peer, long mid) {
    await()
        .atMost(PATIENCE)
        .until(() -> peer.list().stream().anyMatch(each -> each.mid().orElse(-1) == mid));
  }

  @Test
  void whatOneAcceptsTheOtherListsAndTellsOf() throws Exception {
    var alice = site.profile();
    try (var atA = new SignalPeer("alice", alice, a);
        var atB = new SignalPeer("alice", alice, b)) {
      // when
      assertThat(atA.mitigate(1, "198.51.100.7/32").code()).isEqualTo(ResponseCode.CREATED);

      // then
      awaitListed(atB, 1);
      assertThat(atB.observe()).hasSize(1);
      assertThat(atA.withdraw(1).code()).isEqualTo(ResponseCode.DELETED);
      var told = atB.told(each -> has(each, MitigationState.CLIENT_WITHDRAWN));
      assertThat(told.mid()).hasValue(1);
    }
  }

  @Test
  void tellWhatTheyAcceptedAtOnce() throws Exception {
    var alice = site.profile();
    try (var atA = new SignalPeer("alice", alice, a);
        var atB = new SignalPeer("alice", alice, b)) {
      atA.mitigate(1, "198.51.100.1/32");
      awaitListed(atB, 1);

      // when
      var millis = new ArrayList<Long>();
      for (int mid = 2; mid < 22; mid++) {
        assertThat(atA.mitigate(mid, "198.51.100." + mid + "/32").code())
            .isEqualTo(ResponseCode.CREATED);
        long accepted = System.nanoTime();
        long wanted = mid;
        // then
        while (atB.list().stream().noneMatch(each -> each.mid().orElse(-1) == wanted)) {
          assertThat(System.nanoTime() - accepted).isLessThan(PATIENCE.toNanos());
        }
        millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - accepted));
      }
      Collections.sort(millis);
      System.out.printf(
          "listed at the other after %d ms, at most %d ms%n",
          millis.get(millis.size() / 2), millis.getLast());
    }
  }

  @Test
  void aConflictBetweenRequestsAtBothIsToldToBothClients() throws Exception {
    try (var alice = new SignalPeer("alice", site.profile(), a);
        var bob = new SignalPeer("bob", site.profile(), b)) {
      // given: neither server hears of the other before it has accepted
      var first = alice.mitigation(1, "198.51.100.0/25");
      var second = bob.mitigation(1, "198.51.100.0/26");
      try (var held = DriverManager.getConnection(database.url(), database.user(), "")) {
        held.setAutoCommit(false);
        held.createStatement().execute("SELECT * FROM change_head FOR UPDATE");
        var one = alice.begin(first);
        var other = bob.begin(second);
        await().atMost(PATIENCE).until(() -> waiting() == 2);
        held.rollback();

        // when
        assertThat(alice.answer(first, one).code()).isEqualTo(ResponseCode.CREATED);
        assertThat(bob.answer(second, other).code()).isEqualTo(ResponseCode.CREATED);
      }
      assertThat(alice.observe()).hasSize(1);
      assertThat(bob.observe()).hasSize(1);

      // then: one of them is withdrawn, and both know because of whom
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                var both = List.of(alice.list().getFirst(), bob.list().getFirst());
                assertThat(both)
                    .allMatch(
                        each ->
                            each.conflict().orElseThrow().cause().orElseThrow()
                                == ConflictCause.OVERLAPPING_TARGETS);
                assertThat(both)
                    .filteredOn(each -> has(each, MitigationState.WITHDRAWN))
                    .hasSize(1);
              });
    }
  }

  /// Sessions of the servers that wait for a lock.
  private long waiting() throws Exception {
    try (var connection = DriverManager.getConnection(database.url(), database.user(), "");
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        + " AND application_name LIKE 'tocsin % writer'")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void withoutTheDatabaseTheyAnswerWhatTheyKnowAndTakeNothingNew() throws Exception {
    var profile = site.profile();
    try (var atA = new SignalPeer("alice", profile, a);
        var atB = new SignalPeer("alice", profile, b)) {
      assertThat(atA.mitigate(1, "198.51.100.7/32").code()).isEqualTo(ResponseCode.CREATED);
      awaitListed(atB, 1);

      // when
      database.stop();

      // then
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                var refused = atB.mitigate(2, "198.51.100.8/32");
                assertThat(refused.code()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
                assertThat(refused.maxAge()).isPresent();
              });
      assertThat(atB.list()).hasSize(1);
      var data = DataSite.ask(site.client, b, "POST", DataSite.DATA, client("c"));
      assertThat(data.statusCode()).isEqualTo(503);
      assertThat(data.headers().firstValue("Retry-After")).isPresent();

      // when
      database.begin();

      // then
      await().atMost(PATIENCE).until(() -> atA.isTaken(atA.mitigate(3, "198.51.100.9/32")));
      awaitListed(atB, 3);
    }
  }

  @Test
  void oneThatIsCutOffAloneCatchesUpWithTheOther() throws Exception {
    // given
    var profile = site.profile();
    a.close();
    var direct = URI.create(database.url().substring("jdbc:".length())).getPort();
    try (var cable = new DatabaseCable(direct)) {
      var there = database.url().replace(":" + direct + "/", ":" + cable.port() + "/");
      a = DotsServer.start(settings("a", there, "observe: {metrics: false}\n"));
      try (var atA = new SignalPeer("alice", profile, a);
          var atB = new SignalPeer("alice", profile, b)) {
        assertThat(atA.mitigate(1, "198.51.100.7/32").code()).isEqualTo(ResponseCode.CREATED);
        awaitListed(atB, 1);

        // when
        cable.cut();

        // then: the one goes on, the other shows what it knows
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  var refused = atA.mitigate(2, "198.51.100.8/32");
                  assertThat(refused.code()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
                  assertThat(refused.maxAge()).isPresent();
                });
        assertThat(atB.mitigate(3, "198.51.100.9/32").code()).isEqualTo(ResponseCode.CREATED);
        var audit = folder.resolve("b/audit.jsonl");
        await()
            .atMost(PATIENCE)
            .until(() -> Files.readString(audit).contains("\"action\":\"adopt\""));
        assertThat(atA.list()).hasSize(1);

        // when
        cable.mend();

        // then
        awaitListed(atA, 3);
        await().atMost(PATIENCE).until(() -> atA.isTaken(atA.mitigate(4, "198.51.100.10/32")));
        awaitListed(atB, 4);
        assertThat(atB.withdraw(1).code()).isEqualTo(ResponseCode.DELETED);
      }
    }
  }

  private static String client(String cuid) {
    return "{\"ietf-dots-data-channel:dots-client\":[{\"cuid\":\"%s\"}]}".formatted(cuid);
  }

  @Test
  void whoIsLeftDecidesAboutWhatTheOtherAccepted() throws Exception {
    var profile = site.profile();
    try (var atA = new SignalPeer("alice", profile, a);
        var atB = new SignalPeer("alice", profile, b)) {
      assertThat(atA.mitigate(1, "198.51.100.7/32").code()).isEqualTo(ResponseCode.CREATED);
      awaitListed(atB, 1);

      // when
      a.close();

      // then
      var audit = folder.resolve("b/audit.jsonl");
      await()
          .atMost(PATIENCE)
          .until(() -> Files.readString(audit).contains("\"action\":\"adopt\""));
      assertThat(atB.withdraw(1).code()).isEqualTo(ResponseCode.DELETED);
    }
  }

  @Test
  void anAliasThatWasCreatedAtOneHoldsAtTheOther() throws Exception {
    var clients = DataSite.DATA + "/dots-client=alice";
    var made = DataSite.ask(site.client, a, "POST", DataSite.DATA, client("alice"));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    var alias =
        "{\"ietf-dots-data-channel:aliases\":{\"alias\":[{\"name\":\"web\","
            + "\"target-prefix\":[\"198.51.100.7/32\"]}]}}";

    var put = DataSite.ask(site.client, a, "POST", clients, alias);

    assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                DataSite.ask(site.client, b, "GET", clients + "/aliases/alias=web", "")
                    .body()
                    .contains("198.51.100.7"));
  }

  @Test
  void aCustomerThatIsAddedAtOneCallsTheOtherWithItsPreSharedKey() throws Exception {
    manage(
        a,
        "/v1/domains",
        "{'name': 'acme', 'certificate-names': ['acme.example'], 'prefixes': ['192.0.2.0/24']}");
    manage(
        a,
        "/v1/domains/acme/credentials",
        "{'psk-identity': 'acme-1', 'psk-key': '00112233445566778899aabbccddeeff'}");
    var secret =
        new SharedSecret("acme-1", HexFormat.of().parseHex("00112233445566778899aabbccddeeff"));

    // the other one hears of it some milliseconds later
    await()
        .atMost(PATIENCE)
        .ignoreException(AssertionError.class)
        .untilAsserted(
            () -> {
              try (var acme = new SignalPeer("acme", site.profile(secret), b)) {
                assertThat(acme.mitigate(1, "192.0.2.7/32").code()).isEqualTo(ResponseCode.CREATED);
              }
            });
  }

  private void manage(DotsServer at, String path, String body) throws IOException {
    var folderOf = at == a ? "a" : "b";
    try (var control = ControlClient.connect(folder.resolve(folderOf).resolve("control.sock"))) {
      var order = JsonMapper.shared().createObjectNode();
      order.put("command", "manage").put("method", "POST").put("path", path);
      order.set("body", JsonMapper.shared().readTree(body.replace('\'', '"')));
      control.send(order);
      var reply = control.receive().orElseThrow();
      assertThat(reply.path("status").asInt()).as(reply.toString()).isBetween(200, 201);
    }
  }

  @Test
  void whatWaitsForAPersonAtOneIsApprovedAtTheOther() throws Exception {
    // given
    manage(
        a,
        "/v1/domains",
        "{'name': 'wary', 'psk-identities': ['wary-1'], 'prefixes': ['192.0.2.0/24'],"
            + " 'policy': {'approval': {'always': true}}}");
    manage(
        a,
        "/v1/domains/wary/credentials",
        "{'psk-identity': 'wary-1', 'psk-key': '00112233445566778899aabbccddeeff'}");
    var secret =
        new SharedSecret("wary-1", HexFormat.of().parseHex("00112233445566778899aabbccddeeff"));
    try (var wary = new SignalPeer("wary", site.profile(secret), a)) {
      assertThat(wary.mitigate(1, "192.0.2.7/32").code()).isEqualTo(ResponseCode.CREATED);
      await().atMost(PATIENCE).until(() -> shown(b, true).size() == 1);

      // when
      var approve = new OperatorRequest.Approve(new MitigationKey("wary", "wary", 1), "olga");
      assertThat(b.operate(approve)).contains(new OperatorAnswer.Done());

      // then
      await().atMost(PATIENCE).until(() -> shown(a, true).isEmpty());
      assertThat(shown(a, false).getFirst().mitigation().consent())
          .isInstanceOf(Consent.Given.class);
    }
  }

  private static List<OperatorAnswer.Shown> shown(DotsServer at, boolean waitingOnly) {
    var answer = at.operate(new OperatorRequest.Show(waitingOnly, 10)).orElseThrow();
    return ((OperatorAnswer.Mitigations) answer).shown();
  }

  @Test
  void oneWithAnotherKeyForSecretsDoesNotStart() throws Exception {
    Files.createDirectories(folder.resolve("c"));

    assertThatThrownBy(() -> node("c"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(folder.resolve("c/secrets.key").toString())
        .hasMessageContaining("put the secrets.key of one of them in its place");
  }

  @Test
  void whoLooksAfterThemSeesWhetherTheyReachTheDatabaseAndEachOther() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    b.close();
    b = DotsServer.start(settings("b", "observe: {port: " + port + "}\n"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(page(port, "metrics").body())
                    .contains("tocsin_dots_nodes 2.0")
                    .contains("tocsin_dots_store_cutoff 0.0"));
    assertThat(page(port, "readyz").statusCode()).isEqualTo(200);

    // when
    database.stop();

    // then
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var ready = page(port, "readyz");
              assertThat(ready.statusCode()).isEqualTo(503);
              assertThat(ready.body()).contains("the database is out of reach");
              assertThat(page(port, "metrics").body()).contains("tocsin_dots_store_cutoff 1.0");
            });
    database.begin();
    await().atMost(PATIENCE).until(() -> page(port, "readyz").statusCode() == 200);
  }

  private static HttpResponse<String> page(int port, String name) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + name)).build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  @Test
  void oneThatMissedWhatOthersDidBeginsAnew() throws Exception {
    // given
    a.close();
    try (var steady = SteadyServer.start(settings("a", "observe: {metrics: false}\n"));
        var bob = new SignalPeer("bob", site.profile(), b)) {
      var before = steady.current().orElseThrow();

      // when: what the other did is no longer kept
      try (var connection = DriverManager.getConnection(database.url(), database.user(), "")) {
        connection.createStatement().execute("UPDATE change_head SET sequence = sequence + 5");
      }
      bob.mitigate(1, "198.51.100.7/32");

      // then
      await()
          .atMost(PATIENCE)
          .until(() -> steady.current().filter(now -> now != before).isPresent());
      assertThat(shown(steady.current().orElseThrow(), false)).hasSize(1);
    }
  }
}
