// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// The statements of one transaction, each prepared once.
final class Statements implements AutoCloseable {

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Statements(Connection connection) {
    this.connection = connection;
  }

  PreparedStatement prepared(String sql) throws SQLException {
    var statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return statement;
  }

  void run(String sql, Object... values) throws SQLException {
    var statement = prepared(sql);
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof byte[] bytes) statement.setBytes(i + 1, bytes);
      else statement.setObject(i + 1, values[i]);
    }
    statement.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    for (var statement : prepared.values()) statement.close();
  }
}
