// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.driver;

import dev.tocsin.base.time.Backoff;
import dev.tocsin.dots.mitigators.MitigatorException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One kind of work of a driver, with its own wishes, doubts and retries: what fails here delays
/// nothing in the other lane. The driver's thread takes its turns; any thread wishes.
final class Lane<K, O, E> {

  private static final Logger log = LoggerFactory.getLogger(Lane.class);
  // A measurement may take a twentieth of the time, however much there is to read.
  private static final int MEASURE_SHARE = 20;

  private final String name;
  private final Work<K, O, E> work;
  private final MitigatorDriver.Settings settings;
  private final Backoff backoff;
  private final BiConsumer<K, E> events;
  private final Wishes<K, O> wishes;
  private volatile Optional<String> problem = Optional.empty();

  // Touched by the driver's thread only.
  private final Map<K, O> desired = new HashMap<>();
  private final Set<K> leaving = new LinkedHashSet<>();
  private final Set<K> undone = new LinkedHashSet<>();
  private boolean doubtful = true;
  private int failures;
  private long restUntilNanos;
  private long nextMeasureNanos;

  /// @param events called on the driver's thread, except for a wish that there is no room for
  Lane(
      String name,
      Work<K, O, E> work,
      MitigatorDriver.Settings settings,
      RandomGenerator random,
      Bell bell,
      BiConsumer<K, E> events) {
    this.name = name;
    this.work = work;
    this.settings = settings;
    this.backoff = new Backoff(settings.retryMin(), settings.retryMax(), random);
    this.wishes = new Wishes<>(settings.wishesMax(), bell);
    this.events = events;
  }

  /// Before the driver's thread starts: what is to stand when it has made sure of that.
  void begin(Collection<O> active, long nowNanos) {
    for (var order : active) desired.put(work.key(order), order);
    restUntilNanos = nowNanos;
    nextMeasureNanos = nowNanos + settings.measureEvery().toNanos();
  }

  void wish(O order) {
    var key = work.key(order);
    if (wishes.put(key, Optional.of(order))) return;
    var reason = "more than " + settings.wishesMax() + " orders are waiting for " + name;
    events.accept(key, work.overfull(reason));
  }

  void wishAway(K key) {
    wishes.put(key, Optional.empty());
  }

  Optional<String> problem() {
    return problem;
  }

  boolean isIdle() {
    return wishes.isEmpty();
  }

  /// How long nothing is to be done.
  long restNanos(long nowNanos) {
    if (failures > 0) return restUntilNanos - nowNanos;
    if (doubtful || !wishes.isEmpty()) return 0;
    long measure = nextMeasureNanos - nowNanos;
    return undone.isEmpty() ? measure : Math.min(measure, restUntilNanos - nowNanos);
  }

  /// Does what is wished for and what is due. A turn that failed leaves doubt about what stands;
  /// the next one reconciles.
  void turn() {
    var batch = wishes.take();
    try {
      step(batch);
      failures = 0;
      if (undone.isEmpty()) {
        backoff.reset();
        problem = Optional.empty();
      }
    } catch (MitigatorException e) {
      log.warn("{}: {}", name, e.getMessage());
      failed(batch.keySet(), String.valueOf(e.getMessage()));
    } catch (RuntimeException bug) {
      log.error("{}: failed unexpectedly", name, bug);
      failed(batch.keySet(), "internal error: " + bug);
    }
  }

  private void failed(Set<K> batch, String reason) {
    var affected = doubtful ? List.copyOf(desired.keySet()) : List.copyOf(batch);
    doubtful = true;
    failures++;
    problem = Optional.of("failed " + failures + " times in a row: " + reason);
    for (var key : affected) events.accept(key, work.failing(reason));
    rest();
  }

  private void rest() {
    restUntilNanos = System.nanoTime() + backoff.next().toNanos();
  }

  private void step(Map<K, Optional<O>> batch) {
    batch.forEach(this::desire);
    if (doubtful) {
      undone.clear();
      reconcile();
    } else {
      change(batch.keySet());
    }
    work.removed().ifPresent(event -> leaving.forEach(key -> events.accept(key, event)));
    leaving.clear();
    if (System.nanoTime() - nextMeasureNanos >= 0) measure();
  }

  private void reconcile() {
    var start = System.nanoTime();
    var results = work.reconcile(List.copyOf(desired.values()));
    doubtful = false;
    var millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    if (!desired.isEmpty()) {
      log.info("{}: {} orders stand as wanted, after {} ms", name, desired.size(), millis);
    }
    report(results);
  }

  private void desire(K key, Optional<O> wish) {
    undone.remove(key);
    if (wish.isPresent()) {
      desired.put(key, wish.get());
      leaving.remove(key);
    } else {
      desired.remove(key);
      leaving.add(key);
    }
  }

  private void change(Set<K> wished) {
    // Room first, then what needs it.
    if (!leaving.isEmpty()) work.remove(List.copyOf(leaving));
    var keys = new LinkedHashSet<>(wished);
    if (System.nanoTime() - restUntilNanos >= 0) {
      keys.addAll(undone);
      undone.clear();
    }
    var orders = keys.stream().filter(desired::containsKey).map(desired::get).toList();
    if (!orders.isEmpty()) report(work.install(orders));
  }

  private void report(Map<K, E> results) {
    results.forEach(
        (key, event) -> {
          if (work.isRefused(event)) desired.remove(key);
          if (work.isUndone(event)) undone.add(key);
          events.accept(key, event);
        });
    if (undone.isEmpty()) return;
    problem = Optional.of(undone.size() + " orders failed");
    rest();
  }

  private void measure() {
    var start = System.nanoTime();
    work.measure().forEach(events);
    var end = System.nanoTime();
    var wait = Math.max(settings.measureEvery().toNanos(), (end - start) * MEASURE_SHARE);
    nextMeasureNanos = end + Math.min(wait, settings.measureAtLeastEvery().toNanos());
  }
}
