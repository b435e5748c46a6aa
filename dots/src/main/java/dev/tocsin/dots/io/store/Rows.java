// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.bytes.WireException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Reads the rows of a query.
final class Rows {

  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private Rows() {}

  static <T> List<T> list(Connection connection, String sql, Row<T> row) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var all = new ArrayList<T>();
      while (rows.next()) all.add(row.read(rows));
      return all;
    } catch (WireException e) {
      throw new SQLException("a row of '" + sql + "' cannot be read: " + e.getMessage(), e);
    }
  }
}
