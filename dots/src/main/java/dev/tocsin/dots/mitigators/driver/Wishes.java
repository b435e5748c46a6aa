// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.driver;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// What a driver has been asked and has not begun: the latest wish for each key, in the order of
/// the first. Many threads put, one takes.
///
/// @param <K> what names an order
/// @param <O> an order; an absent one wishes for the end of what stands
final class Wishes<K, O> {

  private static final int BATCH_MAX = 10_000;

  private final int max;
  private final Bell bell;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<K, Optional<O>> waiting = new LinkedHashMap<>();

  /// @param bell rung for every wish
  Wishes(int max, Bell bell) {
    this.max = max;
    this.bell = bell;
  }

  /// @return false if there is no room for a further order
  boolean put(K key, Optional<O> wish) {
    lock.lock();
    try {
      var full = waiting.size() >= max && !waiting.containsKey(key);
      if (full && wish.isPresent()) return false;
      waiting.put(key, wish);
    } finally {
      lock.unlock();
    }
    bell.ring();
    return true;
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Takes what waits, as far as one batch reaches.
  Map<K, Optional<O>> take() {
    lock.lock();
    try {
      var batch = new LinkedHashMap<K, Optional<O>>();
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
}
