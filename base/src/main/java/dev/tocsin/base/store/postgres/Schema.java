// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store.postgres;

import dev.tocsin.base.store.ChangeTables;
import dev.tocsin.base.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The tables that nodes share: their own, for the order of changes, leases, messages and
/// agreements, and those that sum the changes up.
final class Schema {

  // Sequences are given out under the lock of the one row of change_head, so that they are without
  // gaps and in the order of the commits: a reader that has seen one has seen all before.
  private static final String OWN =
      """
      CREATE TABLE change_head (
        id SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1),
        sequence BIGINT NOT NULL
      );
      INSERT INTO change_head (id, sequence) VALUES (1, 0);
      CREATE TABLE change (
        sequence BIGINT NOT NULL PRIMARY KEY,
        node TEXT NOT NULL,
        batch TEXT NOT NULL UNIQUE,
        written TIMESTAMPTZ NOT NULL DEFAULT now(),
        body BYTEA NOT NULL
      );
      CREATE TABLE lease (
        name TEXT NOT NULL PRIMARY KEY,
        holder TEXT NOT NULL,
        incarnation TEXT NOT NULL,
        expires TIMESTAMPTZ NOT NULL
      );
      CREATE UNLOGGED TABLE message (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        sender TEXT NOT NULL,
        recipient TEXT NOT NULL,
        written TIMESTAMPTZ NOT NULL DEFAULT now(),
        body BYTEA NOT NULL
      );
      CREATE TABLE agreement (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
      );
      """;
  // Two nodes that start at once bring the schema up to date one after the other.
  private static final long MIGRATION_LOCK = 0x746F6373696EL;

  private Schema() {}

  /// @throws StoreException if a newer program has written it
  static <C> void migrate(Connection connection, ChangeTables<C> tables) throws SQLException {
    var scripts = new ArrayList<String>();
    scripts.add(OWN);
    scripts.addAll(tables.migrations());
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + MIGRATION_LOCK + ")");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS schema_version (name TEXT PRIMARY KEY, version INTEGER)");
    }
    int version = version(connection, tables.name());
    if (version > scripts.size()) {
      throw new StoreException(
          ("the database's schema of %s has version %d, this program knows up to %d: it was written"
                  + " by a newer one; nothing was changed")
              .formatted(tables.name(), version, scripts.size()));
    }
    run(connection, tables.name(), scripts, version);
    connection.commit();
  }

  private static void run(Connection connection, String name, List<String> scripts, int version)
      throws SQLException {
    if (version == scripts.size()) return;
    try (var statement = connection.createStatement()) {
      for (var script : scripts.subList(version, scripts.size())) statement.execute(script);
    }
    try (var put =
        connection.prepareStatement(
            "INSERT INTO schema_version (name, version) VALUES (?, ?)"
                + " ON CONFLICT (name) DO UPDATE SET version = excluded.version")) {
      put.setString(1, name);
      put.setInt(2, scripts.size());
      put.executeUpdate();
    }
  }

  private static int version(Connection connection, String name) throws SQLException {
    try (var query =
        connection.prepareStatement("SELECT version FROM schema_version WHERE name = ?")) {
      query.setString(1, name);
      try (var rows = query.executeQuery()) {
        return rows.next() ? rows.getInt(1) : 0;
      }
    }
  }
}
