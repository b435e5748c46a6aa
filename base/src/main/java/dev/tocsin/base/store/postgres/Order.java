// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store.postgres;

import dev.tocsin.base.store.ChangeCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Brings what other nodes committed and what this one did into the one order of all sequences.
/// Whoever calls holds the lock until everything is told.
final class Order<C> {

  // What is read at once; a node that was away gets the rest in the next steps.
  private static final int ROWS_MAX = 500;

  private static final String AFTER =
      """
      SELECT sequence, node, batch, body FROM change WHERE sequence > ? AND sequence < ?
      ORDER BY sequence LIMIT\s"""
          + ROWS_MAX;

  private record Row(long sequence, String node, String batch, byte[] body) {}

  /// A place in the order: its sequence, and which batch has it.
  ///
  /// @param batch empty if nobody knows any more
  record Mark(long sequence, String batch) {
    static final Mark NONE = new Mark(0, "");

    /// The last place there is.
    static Mark head(Connection connection) throws SQLException {
      try (var statement = connection.createStatement();
          var row =
              statement.executeQuery(
                  """
                  SELECT head.sequence, coalesce(change.batch, '')
                  FROM change_head AS head LEFT JOIN change USING (sequence) WHERE head.id = 1
                  """)) {
        row.next();
        return new Mark(row.getLong(1), row.getString(2));
      }
    }
  }

  private final String node;
  private final ChangeCodec<C> codec;
  private NodeListener<C> listener;
  private Mark mark = Mark.NONE;
  private boolean isOutdated;

  Order(String node, ChangeCodec<C> codec, NodeListener<C> listener) {
    this.node = node;
    this.codec = codec;
    this.listener = listener;
  }

  /// @param listener hears of everything behind the position
  synchronized void begin(NodeListener<C> other, Mark from) {
    listener = other;
    mark = from;
  }

  /// A database that was put back to what it was before, or a standby that lacks the last commits,
  /// gives their sequences to others.
  synchronized void compare(Connection connection) throws SQLException {
    var head = Mark.head(connection);
    boolean isBehind = head.sequence() < mark.sequence();
    if (isBehind || isAnother(connection)) outdated();
    connection.commit();
  }

  private boolean isAnother(Connection connection) throws SQLException {
    if (mark.batch().isEmpty()) return false;
    try (var query = connection.prepareStatement("SELECT batch FROM change WHERE sequence = ?")) {
      query.setLong(1, mark.sequence());
      try (var row = query.executeQuery()) {
        // What is not kept any more was the same for all.
        return row.next() && !row.getString(1).equals(mark.batch());
      }
    }
  }

  synchronized long position() {
    return mark.sequence();
  }

  /// What this node committed takes its place; before it goes what others committed before.
  ///
  /// @param acknowledge tells the node's own commit
  /// @throws SQLException if the others' cannot be read: nothing of its own is told then
  synchronized void own(Connection connection, Mark own, Runnable acknowledge) throws SQLException {
    while (tellOthers(connection, own.sequence()) == ROWS_MAX) {
      // There may be more.
    }
    acknowledge.run();
    if (mark.sequence() < own.sequence() - 1) outdated();
    mark = own;
  }

  /// Tells what others committed, up to this node's first commit that was not acknowledged.
  ///
  /// @return whether there may be more
  synchronized boolean others(Connection connection) throws SQLException {
    return tellOthers(connection, Long.MAX_VALUE) == ROWS_MAX;
  }

  private int tellOthers(Connection connection, long before) throws SQLException {
    var rows = rows(connection, before);
    for (var row : rows) {
      if (row.sequence() != mark.sequence() + 1) {
        outdated();
        return 0;
      }
      // The writer tells what is this node's own.
      if (row.node().equals(node)) return 0;
      listener.changed(row.node(), row.sequence(), BatchBody.read(row.body(), codec));
      mark = new Mark(row.sequence(), row.batch());
    }
    return rows.size();
  }

  private List<Row> rows(Connection connection, long before) throws SQLException {
    var rows = new ArrayList<Row>();
    try (var query = connection.prepareStatement(AFTER)) {
      query.setLong(1, mark.sequence());
      query.setLong(2, before);
      try (var found = query.executeQuery()) {
        while (found.next()) {
          rows.add(
              new Row(found.getLong(1), found.getString(2), found.getString(3), found.getBytes(4)));
        }
      }
    }
    connection.commit();
    return rows;
  }

  private void outdated() {
    if (isOutdated) return;
    isOutdated = true;
    listener.outdated();
  }
}
