// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// One thread's connection, made anew after every failure.
final class Link implements AutoCloseable {

  private final SharedStore store;
  private final String purpose;
  private @Nullable Connection connection;

  Link(SharedStore store, String purpose) {
    this.store = store;
    this.purpose = purpose;
  }

  Connection get() throws SQLException {
    var open = connection;
    if (open != null) return open;
    open = store.connect(purpose);
    connection = open;
    return open;
  }

  boolean isOpen() {
    return connection != null;
  }

  /// After a failure nothing is known of the transaction that was under way.
  void drop() {
    var open = connection;
    connection = null;
    if (open == null) return;
    try {
      open.close();
    } catch (SQLException e) {
      // It is given up either way.
    }
  }

  @Override
  public void close() {
    drop();
  }
}
