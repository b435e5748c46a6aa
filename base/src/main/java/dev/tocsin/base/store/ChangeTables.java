// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/// Where changes end up: the tables that sum them up, in SQL that SQLite and PostgreSQL both
/// understand.
public interface ChangeTables<C> {

  /// Names the files in the state folder: letters, digits and dashes.
  String name();

  /// The schema, one script per version, oldest first; scripts are only ever added. Each may hold
  /// several statements.
  List<String> migrations();

  /// Changes with equal keys replace each other: of those only the last has to be applied.
  Object key(C change);

  /// Applies the changes within the transaction that is open. Their keys differ, so that their
  /// order does not matter. May see a change again that was applied before.
  void apply(Connection connection, Collection<C> changes) throws SQLException;
}
