// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.dots.io.store.Engine;
import dev.tocsin.dots.wire.ConflictCause;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.lab.postgres.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    return DotsServer.start(
        site.settings(
            name,
            """
            observe: {metrics: false}
            state-folder: %1$s
            store: {type: postgresql, url: "%2$s", user: %3$s, node: %1$s}
            """
                .formatted(name, database.url(), database.user())));
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
}
