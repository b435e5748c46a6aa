// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.store.ChangeCodec;
import dev.tocsin.base.store.ChangeLog;
import dev.tocsin.base.store.ChangeTables;
import dev.tocsin.base.store.CommitLog;
import dev.tocsin.base.store.CommitOptions;
import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientState;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Change.BindClient;
import dev.tocsin.dots.core.server.Change.PutConfig;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Means;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.core.server.ServerState;
import dev.tocsin.dots.core.server.data.KeptData;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.Scope;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignalStoreTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  @Test
  void beginsWithNothing() {
    try (var server = SignalStore.open(folder);
        var client = AgentStore.open(folder)) {
      assertThat(server.load()).isEqualTo(ServerState.EMPTY);
      assertThat(client.load()).isEqualTo(ClientState.EMPTY);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerKnowsAgainWhatItPromised(Engine engine) throws Exception {
    var opener = engine.fresh(folder);
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var any = new AnyChange(new Random(seed));
    var expected = new ServerSum();
    for (int restart = 0; restart < 5; restart++) {
      try (var store = opener.open()) {
        assertThat(store.load()).isEqualTo(expected.state());
        for (int i = 0; i < 100; i++) {
          var changes = List.of(any.ofServer(), any.ofServer());
          commit(changes, store.commits());
          changes.forEach(expected::add);
        }
      }
    }
    try (var store = opener.open()) {
      assertThat(store.load()).isEqualTo(expected.state());
    }
  }

  @Test
  void aClientKnowsAgainWhatItWanted() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var any = new AnyChange(new Random(seed));
    var expected = new ClientSum();
    for (int restart = 0; restart < 5; restart++) {
      try (var store = AgentStore.open(folder)) {
        assertThat(store.load()).isEqualTo(expected.state());
        for (int i = 0; i < 100; i++) {
          var change = any.ofClient();
          commit(List.of(change), store.commits());
          expected.add(change);
        }
      }
    }
    try (var store = AgentStore.open(folder)) {
      assertThat(store.load()).isEqualTo(expected.state());
    }
  }

  @Test
  void readsTablesFromBeforeMeansWereKept() throws Exception {
    var old = ChangeCodecTest.typical(7);
    try (var before =
        CommitLog.open(folder, new OldForm(), new OldTables(old.key()), CommitOptions.DEFAULT)) {
      commit(List.of(ChangeCodecTest.beforeMeans()), before);
    }

    try (var store = SignalStore.open(folder)) {
      assertThat(store.load().mitigations()).containsExactly(old);
      commit(List.of(new Change.PutMitigation(mitigation(8))), store.commits());
    }

    try (var store = SignalStore.open(folder)) {
      assertThat(store.load().mitigations()).containsExactly(mitigation(8), old);
    }
  }

  private record OldForm() implements ChangeCodec<byte[]> {
    @Override
    public byte[] encode(byte[] change) {
      return change;
    }

    @Override
    public byte[] decode(byte[] bytes) {
      return bytes;
    }
  }

  /// The first schema, and one row in it.
  private record OldTables(MitigationKey row) implements ChangeTables<byte[]> {
    @Override
    public String name() {
      return new ServerTables().name();
    }

    @Override
    public List<String> migrations() {
      return new ServerTables().migrations().subList(0, 1);
    }

    @Override
    public Object key(byte[] change) {
      return row;
    }

    @Override
    public void apply(Connection connection, Collection<byte[]> changes) throws SQLException {
      var sql = "INSERT INTO mitigation VALUES (?, ?, ?, 'owner', 1000007, 2, NULL, ?)";
      try (var statements = new Statements(connection)) {
        for (var body : changes) {
          statements.run(sql, row.domain(), row.cuid(), row.mid(), body);
        }
      }
    }
  }

  @Test
  void loadsAHundredThousandMitigations() throws Exception {
    int count = 100_000;
    long began = System.nanoTime();
    try (var store = SignalStore.open(folder)) {
      for (int from = 0; from < count; from += 1000) {
        var changes = new ArrayList<Change>();
        for (int mid = from; mid < from + 1000; mid++) {
          changes.add(new Change.PutMitigation(mitigation(mid)));
        }
        commit(changes, store.commits());
      }
    }
    long written = System.nanoTime();
    try (var store = SignalStore.open(folder)) {
      var state = store.load();
      long read = System.nanoTime();
      System.out.printf(
          "%d mitigations: %d ms to write and close, %d ms to open and load%n",
          count, (written - began) / 1_000_000, (read - written) / 1_000_000);

      assertThat(state.mitigations()).hasSize(count);
      assertThat(state.mitigations().get(4711)).isEqualTo(mitigation(4711));
    }
  }

  static Mitigation mitigation(int mid) {
    return new Mitigation(
        new MitigationKey("acme", "dz6pHjaADkaFTbjr0JGBpw", mid),
        "gvEPlkrhXVlmSdtvRPSoGgRPuU7fHsKtbjDlTTFyyCQ",
        new MitigationRequest(
            Scope.of(
                Prefix.of(new byte[] {10, (byte) (mid >> 16), (byte) (mid >> 8), (byte) mid}, 32)),
            3600,
            true,
            Optional.empty()),
        mid,
        MitigationState.IN_PROGRESS,
        NOW,
        Optional.of(NOW),
        Optional.of(NOW.plusSeconds(3600)),
        Optional.empty(),
        Duration.ZERO,
        new Means(List.of("filter"), List.of(), List.of()),
        new Consent.NotNeeded(),
        Mitigation.ONLY_NODE);
  }

  private static <C> void commit(List<C> changes, ChangeLog<C> commits) throws Exception {
    var done = new CompletableFuture<Void>();
    commits.submit(changes, () -> done.complete(null), done::completeExceptionally);
    done.get(30, TimeUnit.SECONDS);
  }

  private static final class ServerSum {
    private final Map<String, Customer> customers = new TreeMap<>();
    private final Map<MitigationKey, Mitigation> mitigations = new LinkedHashMap<>();
    private final Map<List<String>, BindClient> clients =
        new TreeMap<>(Comparator.comparing(List::toString));
    private final Map<List<String>, PutConfig> configs =
        new TreeMap<>(Comparator.comparing(List::toString));

    private final KeptData kept = new KeptData();

    void add(Change change) {
      switch (change) {
        case Change.PutMitigation(var mitigation) -> mitigations.put(mitigation.key(), mitigation);
        case Change.RemoveMitigation(var key) -> mitigations.remove(key);
        case BindClient client -> clients.put(List.of(client.domain(), client.cuid()), client);
        case Change.RemoveClient(var domain, var cuid) -> clients.remove(List.of(domain, cuid));
        case PutConfig config -> configs.put(List.of(config.domain(), config.owner()), config);
        case Change.RemoveConfig(var domain, var owner) -> configs.remove(List.of(domain, owner));
        case Change.PutDomain(var customer) -> customers.put(customer.name(), customer);
        case Change.RemoveDomain(var name) -> customers.remove(name);
        case Change.Data(var data) -> kept.add(data);
      }
    }

    ServerState state() {
      return new ServerState(
          List.copyOf(customers.values()),
          mitigations.values().stream()
              .sorted(
                  Comparator.comparing(Mitigation::sequence)
                      .thenComparing(each -> each.key().toString()))
              .toList(),
          List.copyOf(clients.values()),
          List.copyOf(configs.values()),
          kept.all());
    }
  }

  private static final class ClientSum {
    private final Map<String, ClientChange.PutWanted> wanted = new TreeMap<>();
    private final Map<Long, ClientChange.PutWithdrawn> withdrawn = new TreeMap<>();
    private final Map<Integer, String> cuids = new TreeMap<>();
    private long nextMid;

    void add(ClientChange change) {
      switch (change) {
        case ClientChange.PutWanted put -> wanted.put(put.label(), put);
        case ClientChange.RemoveWanted(var label) -> wanted.remove(label);
        case ClientChange.PutWithdrawn put -> withdrawn.put(put.mid(), put);
        case ClientChange.RemoveWithdrawn(var mid) -> withdrawn.remove(mid);
        case ClientChange.PutNextMid(var mid) -> nextMid = mid;
        case ClientChange.PutCuid(var server, var cuid) -> cuids.put(server, cuid);
      }
    }

    ClientState state() {
      return new ClientState(
          List.copyOf(wanted.values()), List.copyOf(withdrawn.values()), nextMid, cuids);
    }
  }
}
