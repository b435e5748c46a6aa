// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.dots.wire.ConflictCause;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.lab.bgp.BgpSession;
import dev.tocsin.lab.bgp.BgpSession.Speaker;
import dev.tocsin.lab.bgp.Gobgpd;
import dev.tocsin.lab.postgres.PostgresServer;
import dev.tocsin.systemtests.SharedNodes.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers on one PostgreSQL: real processes, of which one is killed, and a database that goes
/// and comes back.
class SharedDatabaseTest {

  private static final int LOOKS = 60;
  private static final String CLIENT = "/dots-client=alice";
  private static final String NOTHING = "nothing: {type: none}";

  @TempDir Path folder;

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(PostgresServer.programs().isPresent(), "PostgreSQL is not installed");
  }

  private static ConditionFactory patiently() {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .atMost(TocsinProcess.PATIENCE);
  }

  private static void eventually(ThrowingRunnable holds) {
    patiently().untilAsserted(holds);
  }

  private static boolean lists(SignalClient client, long mid) {
    return client.list().stream().anyMatch(each -> each.mid().orElse(-1) == mid);
  }

  private static void isAccepted(SignalClient client, long mid, String prefix) {
    assertThat(client.mitigate(mid, prefix).code()).isEqualTo(ResponseCode.CREATED);
  }

  private static void isInProgress(SignalClient client, long mid) {
    assertThat(client.list())
        .filteredOn(each -> each.mid().orElse(-1) == mid)
        .singleElement()
        .matches(each -> each.state().equals(Optional.of(MitigationState.IN_PROGRESS)));
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  @Test
  void whatOneAcceptsIsVisibleAtTheOther() throws Exception {
    try (var nodes = new SharedNodes(folder, NOTHING)) {
      var a = nodes.start("a");
      var b = nodes.start("b");
      try (var atA = nodes.client("alice", a);
          var atB = nodes.client("alice", b)) {
        var millis = new ArrayList<Long>();
        for (int mid = 1; mid <= LOOKS; mid++) {
          isAccepted(atA, mid, "198.51.100." + mid + "/32");
          long accepted = System.nanoTime();
          long end = accepted + TocsinProcess.PATIENCE.toNanos();
          while (!lists(atB, mid)) assertThat(System.nanoTime()).isLessThan(end);
          millis.add(millisSince(accepted));
        }
        millis.sort(null);
        System.out.printf(
            "visible at the other server after %d ms (median), %d ms (slowest) of %d%n",
            millis.get(LOOKS / 2), millis.getLast(), LOOKS);
      }
    }
  }

  @Test
  void aRequestInConflictWithOneAtTheOtherIsRefusedAndBothClientsAreTold() throws Exception {
    try (var nodes = new SharedNodes(folder, NOTHING)) {
      var a = nodes.start("a");
      var b = nodes.start("b");
      try (var alice = nodes.client("alice", a);
          var bob = nodes.client("bob", b)) {
        // given
        isAccepted(alice, 1, "198.51.100.0/25");
        assertThat(alice.observe()).hasSize(1);
        try (var aliceAtB = nodes.client("alice", b)) {
          patiently().until(() -> lists(aliceAtB, 1));
        }

        // when
        var refused = bob.mitigate(1, "198.51.100.0/26");

        // then
        assertThat(refused.code()).isEqualTo(ResponseCode.CONFLICT);
        assertThat(SignalClient.statuses(refused))
            .singleElement()
            .matches(
                each ->
                    each.conflict().orElseThrow().cause().orElseThrow()
                        == ConflictCause.OVERLAPPING_TARGETS);
        assertThat(bob.list()).isEmpty();
        eventually(
            () ->
                assertThat(alice.told())
                    .anyMatch(
                        each ->
                            each.conflict().flatMap(conflict -> conflict.cause()).orElse(null)
                                == ConflictCause.OVERLAPPING_TARGETS));
        isInProgress(alice, 1);
      }
    }
  }

  @Test
  void anotherDrivesTheScrubberWhenTheServerThatDidIsKilled() throws Exception {
    try (var scrubber = new Scrubber();
        var nodes =
            new SharedNodes(
                folder,
                SharedNodes.webhook("scrubber", scrubber),
                "edge: {type: none, host-local: true}")) {
      // given
      var a = nodes.start("a");
      patiently().until(() -> nodes.driver("scrubber").equals(Optional.of("a")));
      var b = nodes.start("b");
      long began = System.nanoTime();
      try (var alice = nodes.client("alice", a);
          var atB = nodes.client("alice", b)) {
        isAccepted(alice, 1, "198.51.100.7/32");
        scrubber.awaitCall(began, "enable", "198.51.100.7/32");
        eventually(() -> isInProgress(atB, 1));
      }

      // when
      long killed = System.nanoTime();
      a.process().kill();

      // then: it is offered again what stands, and nothing was taken back
      var call = scrubber.awaitCall(killed, "reconcile", "198.51.100.7/32");
      System.out.printf(
          "the scrubber is driven by the other server %.1f s after the first was killed%n",
          (call.nanos() - killed) / 1e9);
      assertThat(nodes.driver("scrubber")).contains("b");
      try (var atB = nodes.client("alice", b)) {
        eventually(() -> isInProgress(atB, 1));
        isAccepted(atB, 2, "198.51.100.8/32");
        scrubber.awaitCall(killed, "enable", "198.51.100.8/32");
        assertThat(scrubber.calls(began, "disable")).isEmpty();
        says(b, "readyz", "edge@a");
        says(b, "metrics", "tocsin_dots_mitigators_missing 1.0");

        // when
        assertThat(atB.withdraw(1).code()).isEqualTo(ResponseCode.DELETED);

        // then
        scrubber.awaitCall(killed, "disable", "198.51.100.7/32");
      }
    }
  }

  private static void says(Node node, String page, String text) {
    eventually(() -> assertThat(SharedNodes.page(node, page).body()).contains(text));
  }

  @Test
  void whatOneServerAnnouncedTheOtherWithdraws() throws Exception {
    var reason = BgpSession.unavailable();
    assumeTrue(reason.isEmpty(), () -> reason.orElseThrow());
    // Its neighbour is away: what it would be told stands in the daemon all the same.
    var session =
        new BgpSession(
            new Speaker("127.0.0.1", 64_500),
            new Speaker("127.0.0.2", 64_496),
            Quickstarted.freePort());
    var api = "127.0.0.1:" + Quickstarted.freePort();
    var gobgpd = Gobgpd.make(folder.resolve("gobgpd"), api, session, "");
    var edge = "edge: {type: gobgp, settings: {timeout: 2s, address: \"" + api + "\"}}";
    try (var daemon = ForeignProgram.start(folder, gobgpd.command());
        var nodes = new SharedNodes(folder, edge)) {
      // given
      var a = nodes.start("a");
      patiently().until(() -> nodes.driver("edge").equals(Optional.of("a")));
      var b = nodes.start("b");
      try (var alice = nodes.client("alice", a)) {
        isAccepted(alice, 1, "198.51.100.7/32");
        eventually(() -> assertThat(routes(gobgpd)).contains("198.51.100.7/32"));
      }

      // when
      a.process().kill();

      // then
      try (var atB = nodes.client("alice", b)) {
        patiently().until(() -> nodes.driver("edge").equals(Optional.of("b")));
        isInProgress(atB, 1);
        isAccepted(atB, 2, "198.51.100.8/32");
        eventually(() -> assertThat(routes(gobgpd)).contains("198.51.100.7/32", "198.51.100.8/32"));
        assertThat(atB.withdraw(1).code()).isEqualTo(ResponseCode.DELETED);
        eventually(
            () ->
                assertThat(routes(gobgpd))
                    .contains("198.51.100.8/32")
                    .doesNotContain("198.51.100.7/32"));
      }
      assertThat(daemon.isRunning()).isTrue();
    }
  }

  private static String routes(Gobgpd gobgpd) throws IOException {
    var tool = new ProcessBuilder(gobgpd.tool("global", "rib")).redirectErrorStream(true).start();
    return new String(tool.getInputStream().readAllBytes());
  }

  @Test
  void withoutTheDatabaseNothingNewIsTakenAndWhatIsKnownIsAnswered() throws Exception {
    try (var nodes = new SharedNodes(folder, NOTHING)) {
      var a = nodes.start("a");
      var b = nodes.start("b");
      try (var atA = nodes.client("alice", a);
          var atB = nodes.client("alice", b)) {
        isAccepted(atA, 1, "198.51.100.7/32");
        patiently().until(() -> lists(atB, 1));

        // when
        nodes.database.stop();

        // then
        for (var each : List.of(atA, atB)) {
          eventually(
              () -> {
                var refused = each.mitigate(2, "198.51.100.8/32");
                assertThat(refused.code()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
                assertThat(refused.maxAge()).isPresent();
              });
          isInProgress(each, 1);
        }
        says(b, "metrics", "tocsin_dots_store_cutoff 1.0");

        // when
        long back = System.nanoTime();
        nodes.database.begin();

        // then
        patiently().until(() -> isTaken(atA, 3, "198.51.100.9/32"));
        System.out.printf("taken again %d ms after the database was started%n", millisSince(back));
        patiently().until(() -> lists(atB, 3));
        patiently().until(() -> isTaken(atB, 4, "198.51.100.10/32"));
        patiently().until(() -> lists(atA, 4));
      }
    }
  }

  private static boolean isTaken(SignalClient client, long mid, String prefix) {
    var code = client.mitigate(mid, prefix).code();
    return code == ResponseCode.CREATED || code == ResponseCode.CHANGED;
  }

  @Test
  void aListThatWasCreatedAtOneServerIsEnforcedByTheOther() throws Exception {
    try (var scrubber = new Scrubber();
        var nodes = new SharedNodes(folder, SharedNodes.webhook("scrubber", scrubber))) {
      // given
      var b = nodes.start("b");
      patiently().until(() -> nodes.driver("scrubber").equals(Optional.of("b")));
      var a = nodes.start("a");
      long began = System.nanoTime();
      does(nodes, a, "POST", "", registration());
      does(nodes, a, "POST", CLIENT, list("first", "immediate"));
      does(nodes, a, "POST", CLIENT, list("second", "activate-when-mitigating"));

      // then: who drives has it from who was asked
      scrubber.awaitCall(began, "install-lists", "\"first\"");
      assertThat(nodes.driver("scrubber")).contains("b");
      try (var alice = nodes.client("alice", a)) {
        isAccepted(alice, 1, "198.51.100.7/32");
        scrubber.awaitCall(began, "install-lists", "\"second\"");
      }

      // when: the other way round
      long killed = System.nanoTime();
      b.process().kill();

      // then
      scrubber.awaitCall(killed, "install-lists", "\"first\"");
      scrubber.awaitCall(killed, "install-lists", "\"second\"");
      does(nodes, a, "DELETE", CLIENT + "/acls/acl=first", "");
      scrubber.awaitCall(killed, "remove-lists", "\"first\"");
    }
  }

  private static void does(SharedNodes nodes, Node at, String method, String path, String body)
      throws Exception {
    var answer = nodes.data("alice", at, method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
  }

  private static String registration() {
    return "{'ietf-dots-data-channel:dots-client':[{'cuid':'alice'}]}".replace('\'', '"');
  }

  private static String list(String name, String activation) {
    return """
    {'ietf-dots-data-channel:acls': {'acl': [{
      'name': '%s', 'type': 'ipv4-acl-type', 'activation-type': '%s',
      'aces': {'ace': [{
        'name': 'one',
        'matches': {'ipv4': {'destination-ipv4-network': '198.51.100.0/24'}},
        'actions': {'forwarding': 'drop'}}]}}]}}
    """
        .formatted(name, activation)
        .replace('\'', '"');
  }
}
