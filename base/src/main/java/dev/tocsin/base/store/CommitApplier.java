// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import dev.tocsin.base.time.Backoff;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes the tables, behind the journal and in large transactions. When SQLite
/// fails it tries again: the journal holds everything until it works.
final class CommitApplier<C> {

  private static final Logger log = LoggerFactory.getLogger(CommitApplier.class);

  private final Database<C> database;
  private final Journal journal;
  private final Pending<C> pending;
  private final Backoff backoff =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), new SplittableRandom());
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
  private volatile long applied;

  CommitApplier(Database<C> database, Journal journal, Pending<C> pending, long applied) {
    this.database = database;
    this.journal = journal;
    this.pending = pending;
    this.applied = applied;
  }

  void start(String name) {
    thread.setName(name);
    thread.start();
  }

  /// Applies what is pending, once, and ends.
  void stop() {
    pending.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  long applied() {
    return applied;
  }

  private void run() {
    try {
      for (var batch = pending.take(); batch != null; batch = pending.take()) {
        if (apply(batch)) continue;
        if (pending.isClosing()) return;
        pending.restore(batch);
        pending.pause(backoff.next());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts " + thread.getName(), e);
    }
  }

  private boolean apply(Pending.Batch<C> batch) {
    try {
      synchronized (database) {
        database.apply(batch.changes().values(), batch.sequence());
      }
      backoff.reset();
      applied = batch.sequence();
      journal.retire(applied);
      return true;
    } catch (SQLException | RuntimeException e) {
      log.error(
          "{} changes up to sequence {} stay in the journal for now: the database refuses them",
          batch.changes().size(),
          batch.sequence(),
          e);
      return false;
    }
  }
}
