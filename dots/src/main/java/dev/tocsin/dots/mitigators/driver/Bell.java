// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.driver;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Wakes a driver's thread. Many threads ring, one waits.
final class Bell {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private boolean ringing;
  private boolean closed;

  void ring() {
    lock.lock();
    try {
      ringing = true;
      rung.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until somebody rings or has rung since the last time, or the time given is over.
  void await(long nanosMax) throws InterruptedException {
    lock.lock();
    try {
      long left = nanosMax;
      while (!ringing && !closed && left > 0) left = rung.awaitNanos(left);
      ringing = false;
    } finally {
      lock.unlock();
    }
  }

  /// Nobody waits any more.
  void close() {
    lock.lock();
    try {
      closed = true;
      rung.signal();
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
