// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.sqlite.SQLiteConfig;

/// The tables on disk. SQLite in WAL mode with synchronous=FULL: a commit that returned is durable.
/// Its schema version is `user_version`, its first table says up to which sequence of the journal
/// it holds everything. One thread at a time.
final class Database<C> implements AutoCloseable {

  private static final String OWN_TABLE =
      """
      CREATE TABLE journal_position (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        applied BIGINT NOT NULL
      );
      INSERT INTO journal_position (id, applied) VALUES (1, 0);
      """;

  private final Path file;
  private final ChangeTables<C> tables;
  private final Connection connection;

  private Database(Path file, ChangeTables<C> tables, Connection connection) {
    this.file = file;
    this.tables = tables;
    this.connection = connection;
  }

  /// Reads up to which sequence a database holds everything, 0 if there is none, and changes
  /// nothing.
  ///
  /// @throws StoreException if it is corrupt or was written by a newer version
  static <C> long inspect(Path file, ChangeTables<C> tables) {
    if (!Files.exists(file)) return 0;
    var config = config();
    config.setReadOnly(true);
    try (var connection = config.createConnection("jdbc:sqlite:" + file)) {
      var found = text(connection, "PRAGMA quick_check(1)");
      if (!found.equals("ok")) {
        throw new StoreException(
            "database %s is corrupt: quick_check was expected to find nothing, it says: %s; nothing was changed"
                .formatted(file, found));
      }
      long version = number(connection, "PRAGMA user_version");
      if (version > scripts(tables).size()) {
        throw new StoreException(
            ("database %s has schema version %d, this program knows up to %d: it was written by a"
                    + " newer one; nothing was changed")
                .formatted(file, version, scripts(tables).size()));
      }
      return version == 0 ? 0 : number(connection, "SELECT applied FROM journal_position");
    } catch (SQLException e) {
      throw new StoreException(
          "database %s cannot be read, it may be corrupt: %s; nothing was changed"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /// Opens or creates it and brings its schema up to date.
  static <C> Database<C> open(Path file, ChangeTables<C> tables) {
    var config = config();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    try {
      // SQLite gives the files beside it the permissions of this one.
      if (!Files.exists(file)) Files.createFile(file, StateFolder.OWNER_ONLY);
      var connection = config.createConnection("jdbc:sqlite:" + file);
      connection.setAutoCommit(false);
      var database = new Database<>(file, tables, connection);
      database.inTransaction(database::migrate);
      return database;
    } catch (SQLException | IOException e) {
      throw new StoreException("database " + file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static SQLiteConfig config() {
    SqliteLibrary.load();
    var config = new SQLiteConfig();
    config.setBusyTimeout(5_000);
    // Otherwise every insert is followed by a query for a key that nobody asks for.
    config.setGetGeneratedKeys(false);
    return config;
  }

  private static <C> List<String> scripts(ChangeTables<C> tables) {
    var scripts = new ArrayList<String>();
    scripts.add(OWN_TABLE);
    scripts.addAll(tables.migrations());
    return scripts;
  }

  private void migrate() throws SQLException {
    var scripts = scripts(tables);
    int version = (int) number(connection, "PRAGMA user_version");
    if (version >= scripts.size()) return;
    try (var statement = connection.createStatement()) {
      for (var script : scripts.subList(version, scripts.size())) statement.executeUpdate(script);
      statement.executeUpdate("PRAGMA user_version = " + scripts.size());
    }
  }

  /// Applies the changes and remembers the sequence, both or neither.
  void apply(Collection<C> changes, long sequence) throws SQLException {
    inTransaction(
        () -> {
          if (!changes.isEmpty()) tables.apply(connection, changes);
          try (var update =
              connection.prepareStatement("UPDATE journal_position SET applied = ?")) {
            update.setLong(1, sequence);
            update.executeUpdate();
          }
        });
  }

  <S> S read(ChangeLog.Query<S> query) {
    try {
      var result = query.read(connection);
      connection.rollback();
      return result;
    } catch (SQLException e) {
      throw new StoreException("database " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void inTransaction(Work work) throws SQLException {
    try {
      work.run();
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      try {
        connection.rollback();
      } catch (SQLException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      if (!rows.next()) throw new SQLException("'" + sql + "' gave no row");
      return rows.getString(1);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      if (!rows.next()) throw new SQLException("'" + sql + "' gave no row");
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
