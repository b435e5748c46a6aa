// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.base.store.CommitOptions;
import dev.tocsin.base.store.StoreException;
import dev.tocsin.base.store.postgres.NodeListener;
import dev.tocsin.base.store.postgres.SharedStore;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.lab.postgres.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes on one PostgreSQL.
class SharedStoreTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// A node's place in the order of all changes: its own by themselves, the others' with who did
  /// it.
  private static final class Node implements NodeListener<Change>, AutoCloseable {
    final SignalStore store;
    final List<String> order = Collections.synchronizedList(new ArrayList<>());
    final Set<String> leases = new ConcurrentSkipListSet<>();
    final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    volatile Set<String> alive = Set.of();
    volatile boolean isCutOff;
    volatile boolean isOutdated;

    Node(SharedStore shared) {
      store = SignalStore.open(shared, CommitOptions.DEFAULT);
      store.load();
      store.shared().orElseThrow().join(this);
    }

    /// A change that says which it is.
    CompletableFuture<Boolean> commit(String name) {
      var done = new CompletableFuture<Boolean>();
      var change = new Change.RemoveDomain(name);
      store
          .commits()
          .submit(
              List.of(change),
              () -> {
                order.add(name);
                done.complete(true);
              },
              _ -> done.complete(false));
      return done;
    }

    @Override
    public void changed(String node, long sequence, List<Change> changes) {
      for (var change : changes) {
        if (change instanceof Change.RemoveDomain(var name)) order.add(name);
      }
    }

    @Override
    public void told(String node, byte[] message) {
      heard.add(node + ": " + new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void alive(Set<String> nodes) {
      alive = new TreeSet<>(nodes);
    }

    @Override
    public void leased(String lease, boolean held) {
      if (held) leases.add(lease);
      else leases.remove(lease);
    }

    @Override
    public void cutOff(boolean now) {
      isCutOff = now;
    }

    @Override
    public void outdated() {
      isOutdated = true;
    }

    @Override
    public void close() {
      store.close();
    }
  }

  @Test
  void everyNodeSeesAllChangesInOneOrder() throws Exception {
    // given
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var server = Engine.postgres();
    try (var one = new Node(Engine.shared(server, "one"));
        var two = new Node(Engine.shared(server, "two"));
        var three = new Node(Engine.shared(server, "three"))) {
      var nodes = List.of(one, two, three);

      // when
      var done = new ArrayList<CompletableFuture<Boolean>>();
      for (int i = 0; i < 600; i++) {
        done.add(nodes.get(random.nextInt(nodes.size())).commit("change " + i));
      }

      // then
      for (var each : done) assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
      for (var node : nodes) await().atMost(PATIENCE).until(() -> node.order.size() == 600);
      assertThat(two.order).isEqualTo(one.order);
      assertThat(three.order).isEqualTo(one.order);
    }
  }

  @Test
  void losesNothingAndDoublesNothingWhenConnectionsAreCut() throws Exception {
    // given
    var server = Engine.postgres();
    try (var one = new Node(Engine.shared(server, "one"));
        var two = new Node(Engine.shared(server, "two"))) {
      // when: every connection is ended again and again while changes come
      var kept = new TreeSet<String>();
      var refused = new TreeSet<String>();
      for (int round = 0; round < 12; round++) {
        var done = new ArrayList<CompletableFuture<Boolean>>();
        for (int i = 0; i < 40; i++) done.add(one.commit(round + "/" + i));
        terminateAll(server);
        for (int i = 0; i < 40; i++) {
          (done.get(i).get(30, TimeUnit.SECONDS) ? kept : refused).add(round + "/" + i);
        }
        await().atMost(PATIENCE).until(() -> !one.isCutOff);
      }
      assertThat(one.commit("last").get(30, TimeUnit.SECONDS)).isTrue();

      // then
      await().atMost(PATIENCE).until(() -> two.order.contains("last"));
      var seen = new ArrayList<>(two.order);
      seen.remove("last");
      assertThat(seen).doesNotHaveDuplicates();
      assertThat(new TreeSet<>(seen)).isEqualTo(kept);
      assertThat(seen).doesNotContainAnyElementsOf(refused);
      System.out.println(kept.size() + " kept, " + refused.size() + " refused");
    }
  }

  private static void terminateAll(PostgresServer server) throws Exception {
    execute(
        server,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE application_name LIKE 'tocsin %'");
  }

  private static void execute(PostgresServer server, String sql) throws Exception {
    try (var connection = DriverManager.getConnection(server.url(), server.user(), "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void oneNodeAtATimeHoldsALeaseAndAnotherTakesOver() {
    var server = Engine.postgres();
    try (var one = new Node(Engine.shared(server, "one"))) {
      one.store.shared().orElseThrow().want("mitigator:edge");
      await().atMost(PATIENCE).until(() -> one.leases.contains("mitigator:edge"));
      try (var two = new Node(Engine.shared(server, "two"))) {
        two.store.shared().orElseThrow().want("mitigator:edge");
        await().atMost(PATIENCE).until(() -> one.alive.equals(Set.of("one", "two")));
        assertThat(two.leases).isEmpty();

        one.close();

        await().atMost(PATIENCE).until(() -> two.leases.contains("mitigator:edge"));
        await().atMost(PATIENCE).until(() -> two.alive.equals(Set.of("two")));
      }
    }
  }

  @Test
  void tellsThatItIsCutOffWhenTheDatabaseHangsAndGoesOnWhenItIsBack() throws Exception {
    var server = Engine.postgres();
    try (var one = new Node(Engine.impatient(server, "one"));
        var two = new Node(Engine.impatient(server, "two"))) {
      one.store.shared().orElseThrow().want("mitigator:edge");
      await().atMost(PATIENCE).until(() -> one.leases.contains("mitigator:edge"));

      // when
      server.pause();
      try {
        await().atMost(PATIENCE).until(() -> one.isCutOff && two.isCutOff);

        // then: nothing is promised, and nobody drives what another one might
        assertThat(one.commit("meanwhile").get(30, TimeUnit.SECONDS)).isFalse();
        await().atMost(PATIENCE).until(() -> one.leases.isEmpty());
      } finally {
        server.resume();
      }
      await().atMost(PATIENCE).until(() -> !one.isCutOff && !two.isCutOff);
      await().atMost(PATIENCE).until(() -> one.leases.contains("mitigator:edge"));
      assertThat(one.commit("after").get(30, TimeUnit.SECONDS)).isTrue();
      await().atMost(PATIENCE).until(() -> two.order.contains("after"));
      assertThat(two.order).doesNotContain("meanwhile");
    }
  }

  @Test
  void keepsWhatItAcknowledgedWhenTheDatabaseCrashes() throws Exception {
    var server = Engine.postgres();
    try (var one = new Node(Engine.shared(server, "one"))) {
      assertThat(one.commit("before").get(30, TimeUnit.SECONDS)).isTrue();
      server.crash();
      await().atMost(PATIENCE).until(() -> one.isCutOff);
      server.begin();
      await().atMost(PATIENCE).until(() -> !one.isCutOff);
      try (var two = new Node(Engine.shared(server, "two"))) {
        assertThat(two.store.shared().orElseThrow().position()).isEqualTo(1);
        assertThat(one.commit("after").get(30, TimeUnit.SECONDS)).isTrue();
        await().atMost(PATIENCE).until(() -> two.order.contains("after"));
      }
    }
  }

  @Test
  void noticesADatabaseThatHasGivenAwayWhatItWasToldOf() throws Exception {
    // given
    var server = Engine.postgres();
    try (var one = new Node(Engine.shared(server, "one"));
        var two = new Node(Engine.shared(server, "two"))) {
      assertThat(one.commit("lost").get(30, TimeUnit.SECONDS)).isTrue();
      await().atMost(PATIENCE).until(() -> two.order.contains("lost"));

      // when: a standby without the last commit takes over, and goes on
      execute(
          server,
          """
          UPDATE change SET batch = 'of another history'
          WHERE sequence = (SELECT sequence FROM change_head)
          """);
      terminateAll(server);

      // then
      await().atMost(PATIENCE).until(() -> one.isOutdated && two.isOutdated);
    }
  }

  @Test
  void noticesADatabaseThatLacksWhatItWasToldOf() throws Exception {
    var server = Engine.postgres();
    try (var one = new Node(Engine.shared(server, "one"))) {
      assertThat(one.commit("lost").get(30, TimeUnit.SECONDS)).isTrue();

      execute(server, "DELETE FROM change; UPDATE change_head SET sequence = 0");
      terminateAll(server);

      await().atMost(PATIENCE).until(() -> one.isOutdated);
    }
  }

  @Test
  void promisesNothingWhenItCannotReadWhatOthersDid() throws Exception {
    // given
    var server = Engine.postgres();
    try (var one = new Node(Engine.shared(server, "one"))) {
      assertThat(one.commit("before").get(30, TimeUnit.SECONDS)).isTrue();

      // when: a newer program knows a change that this one does not
      execute(
          server,
          """
          UPDATE change_head SET sequence = sequence + 1;
          INSERT INTO change (sequence, node, batch, body)
          VALUES ((SELECT sequence FROM change_head), 'two', 'two/1', '\\x00000001ff');
          NOTIFY tocsin
          """);

      // then
      await().atMost(PATIENCE).until(() -> one.isCutOff);
      assertThat(one.order).containsExactly("before");
      execute(server, "UPDATE change SET body = '' WHERE node = 'two'");
      await().atMost(PATIENCE).until(() -> !one.isCutOff);
      assertThat(one.commit("after").get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void nodesAgreeOnWhatTheFirstOfThemProposes() {
    var server = Engine.postgres();
    try (var one = new Node(Engine.shared(server, "one"));
        var two = new Node(Engine.shared(server, "two"))) {
      assertThat(one.store.shared().orElseThrow().agree("colour", "red")).isEqualTo("red");
      assertThat(two.store.shared().orElseThrow().agree("colour", "blue")).isEqualTo("red");

      two.store.shared().orElseThrow().disagree("colour");

      assertThat(two.store.shared().orElseThrow().agree("colour", "blue")).isEqualTo("blue");
    }
  }

  @Test
  void passesMessagesOnToOneNodeOrAll() {
    var server = Engine.postgres();
    try (var one = new Node(Engine.shared(server, "one"));
        var two = new Node(Engine.shared(server, "two"));
        var three = new Node(Engine.shared(server, "three"))) {
      // a message is for those who listen already
      await().atMost(PATIENCE).until(() -> three.alive.size() == 3);
      one.store.shared().orElseThrow().tell("two", "hello".getBytes(StandardCharsets.UTF_8));
      one.store.shared().orElseThrow().tell("", "all".getBytes(StandardCharsets.UTF_8));

      await().atMost(PATIENCE).until(() -> two.heard.contains("one: all"));
      await().atMost(PATIENCE).until(() -> three.heard.contains("one: all"));
      assertThat(two.heard).containsExactly("one: hello", "one: all");
      assertThat(three.heard).containsExactly("one: all");
      assertThat(one.heard).isEmpty();
    }
  }

  @Test
  void refusesASecondProcessUnderTheSameName() {
    var server = Engine.postgres();
    try (var _ = new Node(Engine.impatient(server, "one"))) {
      assertThatThrownBy(() -> new Node(Engine.impatient(server, "one")))
          .isInstanceOf(StoreException.class)
          .hasMessageStartingWith("another process is node 'one' of jdbc:postgresql:");
    }
  }

  @Test
  void saysWhyADatabaseCannotBeUsed() {
    var server = Engine.postgres();
    var nowhere =
        new SharedStore(
            server.url().replace("/postgres", "/nothing"),
            server.user(),
            Optional.empty(),
            "one",
            SharedStore.Timing.DEFAULT);

    assertThatThrownBy(() -> SignalStore.open(nowhere, CommitOptions.DEFAULT))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("FATAL: database \"nothing\" does not exist");
  }

  @Test
  void entersWithThePasswordOfItsFile(@TempDir Path folder) throws Exception {
    // given: a role that has to prove who it is
    var server = Engine.postgres();
    execute(
        server,
        """
        DROP ROLE IF EXISTS secured; CREATE ROLE secured LOGIN PASSWORD 'open sesame';
        GRANT ALL ON SCHEMA public TO secured;
        DO $$ BEGIN EXECUTE format(
          'COPY (VALUES (''host all secured 127.0.0.1/32 scram-sha-256''),'
          ' (''host all all 127.0.0.1/32 trust'')) TO %L', current_setting('hba_file'));
        END $$;
        SELECT pg_reload_conf()
        """);
    var file = folder.resolve("password");
    Files.writeString(file, "open sesame\n");
    var shared =
        new SharedStore(
            server.url(), "secured", Optional.of(file), "one", SharedStore.Timing.DEFAULT);

    // then
    assertThatThrownBy(() -> SignalStore.open(shared, CommitOptions.DEFAULT))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("chmod 600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              try (var store = SignalStore.open(shared, CommitOptions.DEFAULT)) {
                return store.load().mitigations().isEmpty();
              }
            });
    Files.writeString(file, "open barley\n");
    assertThatThrownBy(() -> SignalStore.open(shared, CommitOptions.DEFAULT))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("password authentication failed for user \"secured\"");
  }

  @Test
  void refusesADatabaseThatANewerProgramHasWritten() throws Exception {
    var server = Engine.postgres();
    try (var _ = new Node(Engine.shared(server, "one"))) {
      // the schema is there
    }
    try (var connection = DriverManager.getConnection(server.url(), server.user(), "");
        var statement = connection.createStatement()) {
      statement.execute("UPDATE schema_version SET version = 99");
    }

    assertThatThrownBy(() -> new Node(Engine.shared(server, "two")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("written by a newer one");
  }
}
