// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is in the journal and not yet in the tables, by key: the writer adds, the applier takes.
final class Pending<C> {

  /// Everything up to and with this sequence.
  record Batch<C>(Map<Object, C> changes, long sequence) {}

  private final Function<C, Object> key;
  private final CommitOptions options;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Map<Object, C> changes = new LinkedHashMap<>();
  private long sequence;
  private long taken;
  private boolean closing;

  /// @param sequence what the tables hold already
  Pending(Function<C, Object> key, CommitOptions options, long sequence) {
    this.key = key;
    this.options = options;
    this.sequence = sequence;
    this.taken = sequence;
  }

  void add(List<Commit<C>> commits, long upTo) {
    lock.lock();
    try {
      boolean idle = sequence == taken;
      for (var commit : commits) {
        for (var change : commit.changes()) changes.put(key.apply(change), change);
      }
      sequence = upTo;
      if (idle || changes.size() >= options.applyMax()) changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there are enough changes or they have waited long enough; null once closed and
  /// empty.
  @Nullable Batch<C> take() throws InterruptedException {
    lock.lock();
    try {
      while (sequence == taken && !closing) changed.await();
      if (sequence == taken) return null;
      long left = options.applyAfter().toNanos();
      while (left > 0 && changes.size() < options.applyMax() && !closing) {
        left = changed.awaitNanos(left);
      }
      var batch = new Batch<>(changes, sequence);
      changes = new LinkedHashMap<>();
      taken = sequence;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /// Takes back a batch that could not be applied; what came since replaces it.
  void restore(Batch<C> batch) {
    lock.lock();
    try {
      batch.changes().putAll(changes);
      changes = batch.changes();
      taken = -1;
    } finally {
      lock.unlock();
    }
  }

  /// Waits unless it is closing.
  void pause(Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long left = wait.toNanos();
      while (left > 0 && !closing) left = changed.awaitNanos(left);
    } finally {
      lock.unlock();
    }
  }

  boolean isClosing() {
    lock.lock();
    try {
      return closing;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
