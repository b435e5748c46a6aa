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
      SELECT sequence, node, body FROM change WHERE sequence > ? AND sequence < ?
      ORDER BY sequence LIMIT\s"""
          + ROWS_MAX;

  private record Row(long sequence, String node, byte[] body) {}

  private final String node;
  private final ChangeCodec<C> codec;
  private NodeListener<C> listener;
  private long position;
  private boolean isOutdated;

  Order(String node, ChangeCodec<C> codec, NodeListener<C> listener) {
    this.node = node;
    this.codec = codec;
    this.listener = listener;
  }

  /// @param listener hears of everything behind the position
  synchronized void begin(NodeListener<C> other, long from) {
    listener = other;
    position = from;
  }

  synchronized long position() {
    return position;
  }

  /// What this node committed takes its place; before it goes what others committed before.
  ///
  /// @param acknowledge tells the node's own commit
  /// @throws SQLException if the others' cannot be read: nothing of its own is told then
  synchronized void own(Connection connection, long sequence, Runnable acknowledge)
      throws SQLException {
    while (tellOthers(connection, sequence) == ROWS_MAX) {
      // There may be more.
    }
    acknowledge.run();
    if (position < sequence - 1) outdated();
    position = sequence;
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
      if (row.sequence() != position + 1) {
        outdated();
        return 0;
      }
      // The writer tells what is this node's own.
      if (row.node().equals(node)) return 0;
      listener.changed(row.node(), row.sequence(), BatchBody.read(row.body(), codec));
      position = row.sequence();
    }
    return rows.size();
  }

  private List<Row> rows(Connection connection, long before) throws SQLException {
    var rows = new ArrayList<Row>();
    try (var query = connection.prepareStatement(AFTER)) {
      query.setLong(1, position);
      query.setLong(2, before);
      try (var found = query.executeQuery()) {
        while (found.next()) {
          rows.add(new Row(found.getLong(1), found.getString(2), found.getBytes(3)));
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
