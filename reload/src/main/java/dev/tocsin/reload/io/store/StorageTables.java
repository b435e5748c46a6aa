// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.store;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.store.ChangeTables;
import dev.tocsin.reload.core.storage.EntryId;
import dev.tocsin.reload.core.storage.Kept;
import dev.tocsin.reload.core.storage.StorageChange;
import dev.tocsin.reload.wire.id.Id;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A peer's tables: a row for each value, and one for each place's count.
final class StorageTables implements ChangeTables<StorageChange> {

  private static final String FIRST =
      """
      CREATE TABLE stored_value (
        resource BYTEA NOT NULL, kind BIGINT NOT NULL, entry BYTEA NOT NULL, body BYTEA NOT NULL,
        PRIMARY KEY (resource, kind, entry)
      );
      CREATE TABLE stored_count (
        resource BYTEA NOT NULL, kind BIGINT NOT NULL, generation BIGINT NOT NULL,
        PRIMARY KEY (resource, kind)
      );
      """;

  private static final String PUT =
      """
      INSERT INTO stored_value (resource, kind, entry, body) VALUES (?, ?, ?, ?)
      ON CONFLICT (resource, kind, entry) DO UPDATE SET body = excluded.body
      """;
  private static final String DROP =
      "DELETE FROM stored_value WHERE resource = ? AND kind = ? AND entry = ?";
  private static final String COUNT =
      """
      INSERT INTO stored_count (resource, kind, generation) VALUES (?, ?, ?)
      ON CONFLICT (resource, kind) DO UPDATE SET generation = excluded.generation
      """;
  private static final String FORGET = "DELETE FROM stored_count WHERE resource = ? AND kind = ?";

  private record ValueKey(Kept.Place place, EntryId id) {}

  private final StorageChangeCodec codec = new StorageChangeCodec();

  @Override
  public String name() {
    return "reload";
  }

  @Override
  public List<String> migrations() {
    return List.of(FIRST);
  }

  @Override
  public Object key(StorageChange change) {
    return switch (change) {
      case StorageChange.Put(var kept) -> new ValueKey(kept.place(), kept.id());
      case StorageChange.Drop(var place, var id) -> new ValueKey(place, id);
      case StorageChange.Count(var place, _) -> place;
    };
  }

  @Override
  public void apply(Connection connection, Collection<StorageChange> changes) throws SQLException {
    try (var put = connection.prepareStatement(PUT);
        var drop = connection.prepareStatement(DROP);
        var count = connection.prepareStatement(COUNT);
        var forget = connection.prepareStatement(FORGET)) {
      for (var change : changes) {
        switch (change) {
          case StorageChange.Put(var kept) -> {
            place(put, kept.place()).setBytes(3, entry(kept.id()));
            put.setBytes(4, codec.encode(change));
            put.executeUpdate();
          }
          case StorageChange.Drop(var place, var id) -> {
            place(drop, place).setBytes(3, entry(id));
            drop.executeUpdate();
          }
          case StorageChange.Count(var place, var generation) when generation != 0 -> {
            place(count, place).setLong(3, generation);
            count.executeUpdate();
          }
          case StorageChange.Count(var place, _) -> place(forget, place).executeUpdate();
        }
      }
    }
  }

  private static PreparedStatement place(PreparedStatement statement, Kept.Place place)
      throws SQLException {
    statement.setBytes(1, place.resource().bytes());
    statement.setLong(2, place.kind());
    return statement;
  }

  // A byte tells keys from indexes.
  private static byte[] entry(EntryId id) {
    return switch (id) {
      case EntryId.Index(var index) ->
          new byte[] {
            0, (byte) (index >> 24), (byte) (index >> 16), (byte) (index >> 8), (byte) index
          };
      case EntryId.Key(Bytes key) -> {
        var bytes = new byte[key.length() + 1];
        bytes[0] = 1;
        key.copyTo(bytes, 1);
        yield bytes;
      }
    };
  }

  List<StorageChange> load(Connection connection) throws SQLException {
    var changes = new ArrayList<StorageChange>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT body FROM stored_value")) {
      while (rows.next()) changes.add(codec.decode(rows.getBytes(1)));
    } catch (WireException e) {
      throw new SQLException("a stored value cannot be read: " + e.getMessage(), e);
    }
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT resource, kind, generation FROM stored_count")) {
      while (rows.next()) {
        var place = new Kept.Place(Id.read(rows.getBytes(1), 0), rows.getLong(2));
        changes.add(new StorageChange.Count(place, rows.getLong(3)));
      }
    }
    return changes;
  }
}
