// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.time;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All timers of one machine in one table, named by key. Setting, clearing and expiring one costs
/// O(log n); equal deadlines expire in the order in which they were set. One thread at a time.
public final class Deadlines<K> {

  private static final class Timer<K> {
    final K key;
    Instant at = Instant.MAX;
    long order;
    int place;

    Timer(K key) {
      this.key = key;
    }

    boolean before(Timer<K> other) {
      var byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime < 0 : order < other.order;
    }
  }

  private final Map<K, Timer<K>> byKey = new HashMap<>();
  // A binary heap whose timers know their place, so that moving one needs no search.
  private final ArrayList<Timer<K>> heap = new ArrayList<>();
  private long ordered;

  /// Sets or moves a timer. {@link Instant#MAX} is never, and clears it.
  public void set(K key, Instant at) {
    if (at.equals(Instant.MAX)) {
      clear(key);
      return;
    }
    var timer = byKey.get(key);
    if (timer == null) {
      timer = new Timer<>(key);
      timer.place = heap.size();
      byKey.put(key, timer);
      heap.add(timer);
    }
    timer.at = at;
    timer.order = ordered++;
    restore(timer);
  }

  /// Stops a timer; nothing happens if there is none.
  public void clear(K key) {
    var timer = byKey.remove(key);
    if (timer != null) remove(timer);
  }

  /// When the timer fires, if it is set.
  public Optional<Instant> at(K key) {
    var timer = byKey.get(key);
    return timer == null ? Optional.empty() : Optional.of(timer.at);
  }

  /// The earliest deadline; {@link Instant#MAX} if there is none.
  public Instant next() {
    return heap.isEmpty() ? Instant.MAX : heap.getFirst().at;
  }

  /// Takes out every timer whose deadline is not after `now`, earliest first.
  public List<K> expired(Instant now) {
    if (next().isAfter(now)) return List.of();
    var keys = new ArrayList<K>();
    while (!heap.isEmpty() && !next().isAfter(now)) {
      var first = heap.getFirst();
      byKey.remove(first.key);
      remove(first);
      keys.add(first.key);
    }
    return keys;
  }

  public int size() {
    return heap.size();
  }

  private void remove(Timer<K> timer) {
    var last = heap.removeLast();
    if (last == timer) return;
    put(last, timer.place);
    restore(last);
  }

  private void restore(Timer<K> timer) {
    rise(timer);
    sink(timer);
  }

  private void rise(Timer<K> timer) {
    while (timer.place > 0) {
      var parent = heap.get((timer.place - 1) / 2);
      if (!timer.before(parent)) return;
      swap(timer, parent);
    }
  }

  private void sink(Timer<K> timer) {
    while (true) {
      int left = 2 * timer.place + 1;
      if (left >= heap.size()) return;
      var child = heap.get(left);
      if (left + 1 < heap.size() && heap.get(left + 1).before(child)) child = heap.get(left + 1);
      if (!child.before(timer)) return;
      swap(timer, child);
    }
  }

  private void swap(Timer<K> one, Timer<K> other) {
    int place = one.place;
    put(one, other.place);
    put(other, place);
  }

  private void put(Timer<K> timer, int place) {
    heap.set(place, timer);
    timer.place = place;
  }
}
