// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/// Makes changes durable and sums them up in tables: {@link CommitLog} for one process with a
/// folder of its own, {@link dev.tocsin.base.store.postgres.SharedLog} for several on one database.
public interface ChangeLog<C> extends AutoCloseable {

  /// Reads the tables.
  interface Query<S> {
    S read(Connection connection) throws SQLException;
  }

  /// Makes the changes of each commit durable together. One of its two callbacks is called later on
  /// the writer's thread, in the order of submission; `failed` at once on the caller's when the
  /// queue is full or this is closed. What failed counts for nothing, now and after a restart.
  /// Never waits; any thread may call it, the callbacks too.
  void submit(List<Commit<C>> commits);

  /// The same for a single commit.
  default void submit(List<C> changes, Runnable durable, Consumer<RuntimeException> failed) {
    submit(List.of(new Commit<>(changes, durable, failed)));
  }

  /// Reads the tables: right after opening they hold all that was ever acknowledged, later on all
  /// but the last moments.
  ///
  /// @throws StoreException if they cannot be read
  <S> S read(Query<S> query);

  CommitFigures figures();

  /// Finishes what was submitted.
  @Override
  void close();
}
