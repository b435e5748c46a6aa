// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.driver;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What a driver has been asked and has not begun: the latest wish for each mitigation, in the
/// order of the first. Many threads put, one takes.
final class Wishes {

  private static final int BATCH_MAX = 10_000;

  sealed interface Wish {
    record Enable(MitigationOrder order) implements Wish {}

    record Disable() implements Wish {}
  }

  private final int max;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LinkedHashMap<MitigationKey, Wish> waiting = new LinkedHashMap<>();
  private boolean closed;

  Wishes(int max) {
    this.max = max;
  }

  /// @return false if there is no room to enable a further mitigation
  boolean put(MitigationKey key, Wish wish) {
    lock.lock();
    try {
      var full = waiting.size() >= max && !waiting.containsKey(key);
      if (full && wish instanceof Wish.Enable) return false;
      waiting.put(key, wish);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a wish, the end of the time given, or the end of all wishes.
  Map<MitigationKey, Wish> take(long nanosMax) throws InterruptedException {
    lock.lock();
    try {
      long left = nanosMax;
      while (waiting.isEmpty() && !closed && left > 0) left = changed.awaitNanos(left);
      var batch = new LinkedHashMap<MitigationKey, Wish>();
      var entries = waiting.entrySet().iterator();
      while (entries.hasNext() && batch.size() < BATCH_MAX) {
        var entry = entries.next();
        batch.put(entry.getKey(), entry.getValue());
        entries.remove();
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /// Waits whatever is wished for, but not beyond the end of all wishes.
  void awaitClose(Duration time) throws InterruptedException {
    lock.lock();
    try {
      long left = time.toNanos();
      while (!closed && left > 0) left = changed.awaitNanos(left);
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
