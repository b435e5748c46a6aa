// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.store.ChangeTables;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Change.BindClient;
import dev.tocsin.dots.core.server.Change.PutConfig;
import dev.tocsin.dots.core.server.Change.PutMitigation;
import dev.tocsin.dots.core.server.Change.RemoveClient;
import dev.tocsin.dots.core.server.Change.RemoveConfig;
import dev.tocsin.dots.core.server.Change.RemoveMitigation;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.core.server.ServerState;
import dev.tocsin.dots.core.server.data.DataChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A server's tables. What people and queries ask for stands in columns of its own; the body holds
/// the whole change, and is what is read back.
final class ServerTables implements ChangeTables<Change> {

  private static final String FIRST =
      """
      CREATE TABLE mitigation (
        domain TEXT NOT NULL,
        cuid TEXT NOT NULL,
        mid BIGINT NOT NULL,
        owner TEXT NOT NULL,
        sequence BIGINT NOT NULL,
        state SMALLINT NOT NULL,
        expires BIGINT,
        body BYTEA NOT NULL,
        PRIMARY KEY (domain, cuid, mid)
      );
      CREATE TABLE client (
        domain TEXT NOT NULL,
        cuid TEXT NOT NULL,
        owner TEXT NOT NULL,
        mid_max BIGINT NOT NULL,
        PRIMARY KEY (domain, cuid)
      );
      CREATE TABLE session_config (
        domain TEXT NOT NULL,
        owner TEXT NOT NULL,
        body BYTEA NOT NULL,
        PRIMARY KEY (domain, owner)
      );
      """;

  // Rows from before do not say which mitigator was in charge.
  private static final String SECOND = "ALTER TABLE mitigation ADD COLUMN mitigator TEXT;";

  // Clients, aliases and lists of the data channel; `kind` as DataChange.Kind counts them.
  private static final String THIRD =
      """
      CREATE TABLE data_entry (
        domain TEXT NOT NULL,
        cuid TEXT NOT NULL,
        kind SMALLINT NOT NULL,
        name TEXT NOT NULL,
        rank BIGINT NOT NULL,
        expires BIGINT,
        body BYTEA NOT NULL,
        PRIMARY KEY (domain, cuid, kind, name)
      );
      """;

  private static final String FOURTH =
      """
      CREATE TABLE customer (
        name TEXT NOT NULL PRIMARY KEY,
        managed SMALLINT NOT NULL,
        revision BIGINT NOT NULL,
        body BYTEA NOT NULL
      );
      """;

  private static final String PUT_MITIGATION =
      """
      INSERT INTO mitigation (domain, cuid, mid, owner, sequence, state, expires, body, mitigator)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (domain, cuid, mid) DO UPDATE SET owner = excluded.owner,
        sequence = excluded.sequence, state = excluded.state, expires = excluded.expires,
        body = excluded.body, mitigator = excluded.mitigator
      """;
  private static final String REMOVE_MITIGATION =
      "DELETE FROM mitigation WHERE domain = ? AND cuid = ? AND mid = ?";
  private static final String BIND_CLIENT =
      """
      INSERT INTO client (domain, cuid, owner, mid_max) VALUES (?, ?, ?, ?)
      ON CONFLICT (domain, cuid) DO UPDATE SET owner = excluded.owner, mid_max = excluded.mid_max
      """;
  private static final String REMOVE_CLIENT = "DELETE FROM client WHERE domain = ? AND cuid = ?";
  private static final String PUT_CONFIG =
      """
      INSERT INTO session_config (domain, owner, body) VALUES (?, ?, ?)
      ON CONFLICT (domain, owner) DO UPDATE SET body = excluded.body
      """;
  private static final String REMOVE_CONFIG =
      "DELETE FROM session_config WHERE domain = ? AND owner = ?";

  private static final String PUT_DOMAIN =
      """
      INSERT INTO customer (name, managed, revision, body) VALUES (?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET managed = excluded.managed, revision = excluded.revision,
        body = excluded.body
      """;
  private static final String REMOVE_DOMAIN = "DELETE FROM customer WHERE name = ?";

  private static final String PUT_DATA =
      """
      INSERT INTO data_entry (kind, domain, cuid, name, rank, expires, body)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (domain, cuid, kind, name) DO UPDATE SET rank = excluded.rank,
        expires = excluded.expires, body = excluded.body
      """;
  private static final String REMOVE_DATA =
      "DELETE FROM data_entry WHERE domain = ? AND cuid = ? AND kind = ? AND name = ?";

  private record ClientKey(String domain, String cuid) {}

  private record ConfigKey(String domain, String owner) {}

  private record DomainKey(String name) {}

  private final ServerChangeCodec codec = new ServerChangeCodec();

  @Override
  public String name() {
    return "dots-server";
  }

  @Override
  public List<String> migrations() {
    return List.of(FIRST, SECOND, THIRD, FOURTH);
  }

  @Override
  public Object key(Change change) {
    return switch (change) {
      case PutMitigation(var mitigation) -> mitigation.key();
      case RemoveMitigation(var key) -> key;
      case BindClient client -> new ClientKey(client.domain(), client.cuid());
      case RemoveClient(var domain, var cuid) -> new ClientKey(domain, cuid);
      case PutConfig config -> new ConfigKey(config.domain(), config.owner());
      case RemoveConfig config -> new ConfigKey(config.domain(), config.owner());
      case Change.PutDomain(var customer) -> new DomainKey(customer.name());
      case Change.RemoveDomain(var name) -> new DomainKey(name);
      case Change.Data(var data) -> data.key();
    };
  }

  @Override
  public void apply(Connection connection, Collection<Change> changes) throws SQLException {
    try (var statements = new Statements(connection)) {
      for (var change : changes) apply(statements, change);
    }
  }

  private void apply(Statements statements, Change change) throws SQLException {
    switch (change) {
      case PutMitigation put -> apply(statements, put);
      case RemoveMitigation(MitigationKey(var domain, var cuid, var mid)) ->
          statements.run(REMOVE_MITIGATION, domain, cuid, mid);
      case BindClient(var domain, var cuid, var owner, var midMax) ->
          statements.run(BIND_CLIENT, domain, cuid, owner, midMax);
      case RemoveClient(var domain, var cuid) -> statements.run(REMOVE_CLIENT, domain, cuid);
      case PutConfig config ->
          statements.run(PUT_CONFIG, config.domain(), config.owner(), codec.encode(config));
      case RemoveConfig(var domain, var owner) -> statements.run(REMOVE_CONFIG, domain, owner);
      case Change.PutDomain put -> {
        var customer = put.customer();
        int managed = customer.isManaged() ? 1 : 0;
        statements.run(
            PUT_DOMAIN, customer.name(), managed, customer.revision(), codec.encode(put));
      }
      case Change.RemoveDomain(var name) -> statements.run(REMOVE_DOMAIN, name);
      case Change.Data data -> apply(statements, data);
    }
  }

  private void apply(Statements statements, PutMitigation change) throws SQLException {
    var mitigation = change.mitigation();
    var put = statements.prepared(PUT_MITIGATION);
    put.setString(1, mitigation.key().domain());
    put.setString(2, mitigation.key().cuid());
    put.setLong(3, mitigation.key().mid());
    put.setString(4, mitigation.owner());
    put.setLong(5, mitigation.sequence());
    put.setInt(6, mitigation.state().value());
    if (mitigation.expires().isPresent()) {
      put.setLong(7, mitigation.expires().get().getEpochSecond());
    } else {
      put.setNull(7, Types.BIGINT);
    }
    put.setBytes(8, codec.encode(change));
    var inCharge = mitigation.means().mitigators();
    put.setString(9, inCharge.isEmpty() ? null : String.join(" ", inCharge));
    put.executeUpdate();
  }

  private void apply(Statements statements, Change.Data change) throws SQLException {
    var key = change.change().key();
    switch (change.change()) {
      case DataChange.PutClient _ -> put(statements, change, 0, null);
      case DataChange.PutAlias alias ->
          put(statements, change, 0, alias.expires().getEpochSecond());
      case DataChange.PutAcl acl ->
          put(statements, change, acl.rank(), acl.expires().getEpochSecond());
      case DataChange.RemoveClient _, DataChange.RemoveAlias _, DataChange.RemoveAcl _ ->
          statements.run(REMOVE_DATA, key.domain(), key.cuid(), key.kind().ordinal(), key.name());
    }
  }

  private void put(Statements statements, Change.Data change, long rank, @Nullable Long expires)
      throws SQLException {
    var key = change.change().key();
    var put = statements.prepared(PUT_DATA);
    put.setInt(1, key.kind().ordinal());
    put.setString(2, key.domain());
    put.setString(3, key.cuid());
    put.setString(4, key.name());
    put.setLong(5, rank);
    if (expires == null) put.setNull(6, Types.BIGINT);
    else put.setLong(6, expires);
    put.setBytes(7, codec.encode(change));
    put.executeUpdate();
  }

  ServerState load(Connection connection) throws SQLException {
    return new ServerState(
        Rows.list(
            connection,
            "SELECT body FROM customer ORDER BY name",
            row -> customer(row.getBytes(1))),
        Rows.list(
            connection,
            "SELECT body FROM mitigation ORDER BY sequence, domain, cuid, mid",
            row -> mitigation(row.getBytes(1))),
        Rows.list(
            connection,
            "SELECT domain, cuid, owner, mid_max FROM client ORDER BY domain, cuid",
            row ->
                new BindClient(
                    row.getString(1), row.getString(2), row.getString(3), row.getLong(4))),
        Rows.list(
            connection,
            "SELECT body FROM session_config ORDER BY domain, owner",
            row -> config(row.getBytes(1))),
        Rows.list(
            connection,
            "SELECT body FROM data_entry ORDER BY kind, domain, cuid, rank, name",
            row -> data(row.getBytes(1))));
  }

  private Customer customer(byte[] body) {
    if (codec.decode(body) instanceof Change.PutDomain(var customer)) return customer;
    throw new WireException("the body of a customer holds something else");
  }

  private DataChange data(byte[] body) {
    if (codec.decode(body) instanceof Change.Data(var data)) return data;
    throw new WireException("the body of an entry of the data channel holds something else");
  }

  private Mitigation mitigation(byte[] body) {
    if (codec.decode(body) instanceof PutMitigation(var mitigation)) return mitigation;
    throw new WireException("the body of a mitigation holds something else");
  }

  private PutConfig config(byte[] body) {
    if (codec.decode(body) instanceof PutConfig config) return config;
    throw new WireException("the body of a session configuration holds something else");
  }
}
