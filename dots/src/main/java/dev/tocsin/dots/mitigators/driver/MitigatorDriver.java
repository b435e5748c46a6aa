// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.driver;

import dev.tocsin.base.time.Backoff;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.Mitigator;
import dev.tocsin.dots.mitigators.MitigatorException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one {@link Mitigator} at what is wished for, on one thread of its own: gathers wishes into
/// batches, tries again what failed, reconciles at the start and after every failure, and measures.
///
/// Callers never wait. Events come on the driver's thread; a wish that a later one for the same key
/// overtook has none.
public final class MitigatorDriver implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MitigatorDriver.class);
  private static final Duration CLOSE_WAIT_MAX = Duration.ofSeconds(70);
  // A measurement may take a twentieth of the time, however many mitigations there are.
  private static final int MEASURE_SHARE = 20;

  /// @param measureEvery how often counters are read; less often while reading takes long
  /// @param measureAtLeastEvery even then
  /// @param retryMin wait after the first failure; doubles up to retryMax
  /// @param wishesMax mitigations that may be wished for at one time
  public record Settings(
      Duration measureEvery,
      Duration measureAtLeastEvery,
      Duration retryMin,
      Duration retryMax,
      int wishesMax) {
    public static final Settings DEFAULT =
        new Settings(
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            1_000_000);
  }

  private final String name;
  private final Mitigator mitigator;
  private final Settings settings;
  private final Backoff backoff;
  private final BiConsumer<MitigationKey, MitigatorEvent> events;
  private final Wishes wishes;
  private final Thread thread;
  private volatile Optional<String> problem = Optional.empty();

  // Touched by the driver's thread only.
  private final Map<MitigationKey, MitigationOrder> desired = new HashMap<>();
  private final Set<MitigationKey> leaving = new LinkedHashSet<>();
  private boolean doubtful = true;
  private int failures;
  private long nextMeasureNanos;

  private MitigatorDriver(
      String name,
      Mitigator mitigator,
      Settings settings,
      RandomGenerator random,
      BiConsumer<MitigationKey, MitigatorEvent> events) {
    this.name = name;
    this.mitigator = mitigator;
    this.settings = settings;
    this.backoff = new Backoff(settings.retryMin(), settings.retryMax(), random);
    this.events = events;
    this.wishes = new Wishes(settings.wishesMax());
    this.thread = Thread.ofPlatform().name("mitigator-" + name).daemon().unstarted(this::run);
  }

  /// Starts by making the mitigator agree with what was active before, and nothing else.
  ///
  /// @param active mitigations that the store says are to be enforced
  /// @param events called on the driver's thread; must not block for long
  public static MitigatorDriver start(
      String name,
      Mitigator mitigator,
      Settings settings,
      RandomGenerator random,
      Collection<MitigationOrder> active,
      BiConsumer<MitigationKey, MitigatorEvent> events) {
    var driver = new MitigatorDriver(name, mitigator, settings, random, events);
    for (var order : active) driver.desired.put(order.key(), order);
    driver.thread.start();
    return driver;
  }

  /// Wishes for an order to be enforced; the same key again adjusts it. Where there is no room the
  /// answer is a {@link MitigatorEvent.Refused} at once, on the caller's thread.
  public void enable(MitigationOrder order) {
    if (!wishes.put(order.key(), new Wishes.Wish.Enable(order))) {
      var reason = "more than " + settings.wishesMax() + " mitigations are waiting for " + name;
      events.accept(order.key(), new MitigatorEvent.Refused(reason, true));
    }
  }

  /// Wishes for a mitigation to end. Always taken: there can be no more of these than were enabled.
  public void disable(MitigationKey key) {
    wishes.put(key, new Wishes.Wish.Disable());
  }

  /// What the mitigator failed at last, as long as nothing has succeeded since. Any thread may ask.
  public Optional<String> problem() {
    return problem;
  }

  private void run() {
    nextMeasureNanos = System.nanoTime() + settings.measureEvery().toNanos();
    try {
      while (true) {
        var batch = wishes.take(doubtful ? 0 : nextMeasureNanos - System.nanoTime());
        if (wishes.isClosed() && batch.isEmpty()) return;
        retrying(batch);
      }
    } catch (InterruptedException stop) {
      log.info("{}: stopped", name);
    } finally {
      mitigator.close();
    }
  }

  /// A step that failed leaves doubt about what stands; the next one reconciles.
  private void retrying(Map<MitigationKey, Wishes.Wish> batch) throws InterruptedException {
    try {
      step(batch);
      backoff.reset();
      failures = 0;
      problem = Optional.empty();
    } catch (MitigatorException e) {
      log.warn("{}: {}", name, e.getMessage());
      failed(batch, String.valueOf(e.getMessage()));
    } catch (RuntimeException bug) {
      log.error("{}: failed unexpectedly", name, bug);
      failed(batch, "internal error: " + bug);
    }
  }

  private void failed(Map<MitigationKey, Wishes.Wish> batch, String reason)
      throws InterruptedException {
    var affected = doubtful ? List.copyOf(desired.keySet()) : List.copyOf(batch.keySet());
    doubtful = true;
    failures++;
    problem = Optional.of("failed " + failures + " times in a row: " + reason);
    for (var key : affected) emit(key, new MitigatorEvent.Failing(reason));
    wishes.awaitClose(backoff.next());
  }

  private void step(Map<MitigationKey, Wishes.Wish> batch) {
    batch.forEach(this::desire);
    if (doubtful) {
      report(mitigator.reconcile(List.copyOf(desired.values())));
      doubtful = false;
    } else {
      // Room first, then what needs it.
      if (!leaving.isEmpty()) mitigator.disable(List.copyOf(leaving));
      var orders = batch.keySet().stream().filter(desired::containsKey).map(desired::get).toList();
      if (!orders.isEmpty()) report(mitigator.enable(orders));
    }
    for (var key : leaving) emit(key, new MitigatorEvent.Disabled());
    leaving.clear();
    if (System.nanoTime() - nextMeasureNanos >= 0) measure();
  }

  private void desire(MitigationKey key, Wishes.Wish wish) {
    switch (wish) {
      case Wishes.Wish.Enable(var order) -> {
        desired.put(key, order);
        leaving.remove(key);
      }
      case Wishes.Wish.Disable _ -> {
        desired.remove(key);
        leaving.add(key);
      }
    }
  }

  private void report(Map<MitigationKey, MitigatorEvent> results) {
    results.forEach(
        (key, event) -> {
          if (event instanceof MitigatorEvent.Refused) desired.remove(key);
          emit(key, event);
        });
  }

  private void measure() {
    var start = System.nanoTime();
    var counters = mitigator.measure();
    counters.forEach((key, dropped) -> emit(key, new MitigatorEvent.Measured(dropped)));
    var end = System.nanoTime();
    var wait = Math.max(settings.measureEvery().toNanos(), (end - start) * MEASURE_SHARE);
    nextMeasureNanos = end + Math.min(wait, settings.measureAtLeastEvery().toNanos());
  }

  private void emit(MitigationKey key, MitigatorEvent event) {
    events.accept(key, event);
  }

  /// Does what was wished for so far, then stops; what stands goes on standing.
  @Override
  public void close() {
    wishes.close();
    try {
      if (!thread.join(CLOSE_WAIT_MAX)) thread.interrupt();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
