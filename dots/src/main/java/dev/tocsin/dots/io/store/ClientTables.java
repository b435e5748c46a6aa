// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.store.ChangeTables;
import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientChange.PutCuid;
import dev.tocsin.dots.core.client.ClientChange.PutNextMid;
import dev.tocsin.dots.core.client.ClientChange.PutWanted;
import dev.tocsin.dots.core.client.ClientChange.PutWithdrawn;
import dev.tocsin.dots.core.client.ClientChange.RemoveWanted;
import dev.tocsin.dots.core.client.ClientChange.RemoveWithdrawn;
import dev.tocsin.dots.core.client.ClientState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/// An agent's tables.
final class ClientTables implements ChangeTables<ClientChange> {

  private static final String FIRST =
      """
      CREATE TABLE wanted (label TEXT NOT NULL PRIMARY KEY, body BYTEA NOT NULL);
      CREATE TABLE withdrawn (mid BIGINT NOT NULL PRIMARY KEY, lifetime_seconds BIGINT NOT NULL);
      CREATE TABLE next_mid (id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), mid BIGINT NOT NULL);
      CREATE TABLE server_cuid (server INTEGER NOT NULL PRIMARY KEY, cuid TEXT NOT NULL);
      """;

  private static final String PUT_WANTED =
      """
      INSERT INTO wanted (label, body) VALUES (?, ?)
      ON CONFLICT (label) DO UPDATE SET body = excluded.body
      """;
  private static final String REMOVE_WANTED = "DELETE FROM wanted WHERE label = ?";
  private static final String PUT_WITHDRAWN =
      """
      INSERT INTO withdrawn (mid, lifetime_seconds) VALUES (?, ?)
      ON CONFLICT (mid) DO UPDATE SET lifetime_seconds = excluded.lifetime_seconds
      """;
  private static final String REMOVE_WITHDRAWN = "DELETE FROM withdrawn WHERE mid = ?";
  private static final String PUT_NEXT_MID =
      """
      INSERT INTO next_mid (id, mid) VALUES (1, ?)
      ON CONFLICT (id) DO UPDATE SET mid = excluded.mid
      """;
  private static final String PUT_CUID =
      """
      INSERT INTO server_cuid (server, cuid) VALUES (?, ?)
      ON CONFLICT (server) DO UPDATE SET cuid = excluded.cuid
      """;

  private record WantedKey(String label) {}

  private record WithdrawnKey(long mid) {}

  private record NextMidKey() {}

  private record CuidKey(int server) {}

  private final ClientChangeCodec codec = new ClientChangeCodec();

  @Override
  public String name() {
    return "dots-client";
  }

  @Override
  public List<String> migrations() {
    return List.of(FIRST);
  }

  @Override
  public Object key(ClientChange change) {
    return switch (change) {
      case PutWanted wanted -> new WantedKey(wanted.label());
      case RemoveWanted(var label) -> new WantedKey(label);
      case PutWithdrawn withdrawn -> new WithdrawnKey(withdrawn.mid());
      case RemoveWithdrawn(var mid) -> new WithdrawnKey(mid);
      case PutNextMid _ -> new NextMidKey();
      case PutCuid cuid -> new CuidKey(cuid.server());
    };
  }

  @Override
  public void apply(Connection connection, Collection<ClientChange> changes) throws SQLException {
    try (var statements = new Statements(connection)) {
      for (var change : changes) apply(statements, change);
    }
  }

  private void apply(Statements statements, ClientChange change) throws SQLException {
    switch (change) {
      case PutWanted wanted -> statements.run(PUT_WANTED, wanted.label(), codec.encode(wanted));
      case RemoveWanted(var label) -> statements.run(REMOVE_WANTED, label);
      case PutWithdrawn(var mid, var lifetimeSeconds) ->
          statements.run(PUT_WITHDRAWN, mid, lifetimeSeconds);
      case RemoveWithdrawn(var mid) -> statements.run(REMOVE_WITHDRAWN, mid);
      case PutNextMid(var mid) -> statements.run(PUT_NEXT_MID, mid);
      case PutCuid(var server, var cuid) -> statements.run(PUT_CUID, server, cuid);
    }
  }

  ClientState load(Connection connection) throws SQLException {
    var nextMids = Rows.list(connection, "SELECT mid FROM next_mid", row -> row.getLong(1));
    var cuids = new TreeMap<Integer, String>();
    var known =
        Rows.list(
            connection,
            "SELECT server, cuid FROM server_cuid",
            row -> new PutCuid(row.getInt(1), row.getString(2)));
    known.forEach(each -> cuids.put(each.server(), each.cuid()));
    return new ClientState(
        Rows.list(
            connection, "SELECT body FROM wanted ORDER BY label", row -> wanted(row.getBytes(1))),
        Rows.list(
            connection,
            "SELECT mid, lifetime_seconds FROM withdrawn ORDER BY mid",
            row -> new PutWithdrawn(row.getLong(1), row.getLong(2))),
        nextMids.isEmpty() ? 0 : nextMids.getFirst(),
        cuids);
  }

  private PutWanted wanted(byte[] body) {
    if (codec.decode(body) instanceof PutWanted wanted) return wanted;
    throw new WireException("the body of a wanted request holds something else");
  }
}
