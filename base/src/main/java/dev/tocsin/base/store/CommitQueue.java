// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Commits that wait to become durable, in their order. What is offered together wakes the writer
/// once, so that it finds all of it. Many threads offer, one takes.
public final class CommitQueue<C> {

  private final int max;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Commit<C>> waiting = new ArrayDeque<>();
  private boolean closed;

  /// @param max commits that may wait
  public CommitQueue(int max) {
    this.max = max;
  }

  /// @return how many of them, from the first on, there was room for; none once it is closed
  public int offer(List<Commit<C>> commits) {
    lock.lock();
    try {
      int room = closed ? 0 : Math.min(commits.size(), max - waiting.size());
      waiting.addAll(room == commits.size() ? commits : commits.subList(0, room));
      if (room > 0) changed.signal();
      return room;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the next ones.
  ///
  /// @return false once it is closed and empty
  public boolean take(List<Commit<C>> into, int batchMax) throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) changed.await();
      int taken = Math.min(batchMax, waiting.size());
      for (int i = 0; i < taken; i++) into.add(waiting.remove());
      return taken > 0;
    } finally {
      lock.unlock();
    }
  }

  public int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// What is in it can still be taken.
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
