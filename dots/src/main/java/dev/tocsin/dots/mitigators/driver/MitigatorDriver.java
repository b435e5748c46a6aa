// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.driver;

import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.Mitigator;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one {@link Mitigator} at what is wished for, on one thread of its own: gathers wishes into
/// batches, tries again what failed, reconciles at the start and after every failure, and measures.
/// Mitigations and lists take turns, each with doubts of its own; mitigations also between the
/// steps of what lists take long for.
///
/// Callers never wait. Events come on the driver's thread; a wish that a later one for the same key
/// overtook has none.
public final class MitigatorDriver implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MitigatorDriver.class);
  private static final Duration CLOSE_WAIT_MAX = Duration.ofSeconds(70);

  /// @param measureEvery how often counters are read; less often while reading takes long
  /// @param measureAtLeastEvery even then
  /// @param retryMin wait after the first failure; doubles up to retryMax
  /// @param wishesMax mitigations that may be wished for at one time, and lists
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

  /// What the store says is to be enforced when a driver starts.
  ///
  /// @param lists none for a mitigator that cannot filter by lists
  public record Active(Collection<MitigationOrder> mitigations, Collection<FilterOrder> lists) {

    public Active {
      mitigations = List.copyOf(mitigations);
      lists = List.copyOf(lists);
    }
  }

  /// Who is told. Called on the driver's thread; must not block for long.
  public record Listeners(
      BiConsumer<MitigationKey, MitigatorEvent> mitigations,
      BiConsumer<FilterKey, FilterEvent> lists) {}

  private final String name;
  private final Mitigator mitigator;
  private final Bell bell = new Bell();
  private final Lane<MitigationKey, MitigationOrder, MitigatorEvent> mitigations;
  private final @Nullable Lane<FilterKey, FilterOrder, FilterEvent> lists;
  private final List<Lane<?, ?, ?>> lanes = new ArrayList<>();
  private final Thread thread;
  private volatile boolean abandoned;

  private MitigatorDriver(
      String name,
      Mitigator mitigator,
      Settings settings,
      RandomGenerator random,
      Listeners listeners) {
    this.name = name;
    this.mitigator = mitigator;
    var work = new Work.Mitigations(mitigator);
    mitigations = new Lane<>(name, work, settings, random, bell, listeners.mitigations());
    lanes.add(mitigations);
    lists =
        mitigator
            .lists()
            .map(filter -> new Work.Lists(filter, this::mitigationsFirst))
            .map(each -> new Lane<>(name, each, settings, random, bell, listeners.lists()))
            .orElse(null);
    if (lists != null) lanes.add(lists);
    this.thread = Thread.ofPlatform().name("mitigator-" + name).daemon().unstarted(this::run);
  }

  /// Starts by making the mitigator agree with what was active before, and nothing else.
  public static MitigatorDriver start(
      String name,
      Mitigator mitigator,
      Settings settings,
      RandomGenerator random,
      Active active,
      Listeners listeners) {
    var driver = new MitigatorDriver(name, mitigator, settings, random, listeners);
    var now = System.nanoTime();
    driver.mitigations.begin(active.mitigations(), now);
    if (driver.lists != null) driver.lists.begin(active.lists(), now);
    driver.thread.start();
    return driver;
  }

  /// Wishes for an order to be enforced; the same key again adjusts it. Where there is no room the
  /// answer is a {@link MitigatorEvent.Refused} at once, on the caller's thread.
  public void enable(MitigationOrder order) {
    mitigations.wish(order);
  }

  /// Wishes for a mitigation to end. Always taken: there can be no more of these than were enabled.
  public void disable(MitigationKey key) {
    mitigations.wishAway(key);
  }

  /// What the mitigator can filter by lists, if it can.
  public Optional<Capabilities> listCapabilities() {
    return mitigator.lists().map(filter -> filter.capabilities());
  }

  /// Wishes for a list to be in force; the same key again replaces it. For a mitigator that can
  /// filter by lists. Where there is no room the answer is a {@link FilterEvent.Refused} at once,
  /// on the caller's thread.
  public void install(FilterOrder order) {
    if (lists == null) throw new IllegalStateException(name + " does not filter by lists");
    lists.wish(order);
  }

  /// Wishes for a list to end. Nothing tells when it has.
  public void remove(FilterKey key) {
    if (lists != null) lists.wishAway(key);
  }

  /// What the mitigator failed at last, as long as nothing has succeeded since. Any thread may ask.
  public Optional<String> problem() {
    var first = mitigations.problem();
    return first.isPresent() || lists == null ? first : lists.problem();
  }

  private void run() {
    try {
      while (true) {
        var now = System.nanoTime();
        bell.await(lanes.stream().mapToLong(lane -> lane.restNanos(now)).min().orElseThrow());
        if (bell.isClosed()) {
          if (!abandoned) lastTurns();
          return;
        }
        turns();
      }
    } catch (InterruptedException stop) {
      log.info("{}: stopped", name);
    } finally {
      mitigator.close();
    }
  }

  private void turns() {
    for (var lane : lanes) if (lane.restNanos(System.nanoTime()) <= 0) lane.turn();
  }

  /// A long list keeps no mitigation waiting.
  private void mitigationsFirst() {
    if (mitigations.restNanos(System.nanoTime()) <= 0) mitigations.turn();
  }

  /// Everything that was wished for is tried once more, whatever failed before.
  private void lastTurns() {
    for (var lane : lanes) while (!lane.isIdle()) lane.turn();
  }

  /// Stops as soon as it can, with whatever was wished for left undone: somebody else goes on from
  /// here. Does not wait.
  public void abandon() {
    abandoned = true;
    bell.close();
    thread.interrupt();
  }

  /// Does what was wished for so far, then stops; what stands goes on standing.
  @Override
  public void close() {
    bell.close();
    try {
      if (!thread.join(CLOSE_WAIT_MAX)) thread.interrupt();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
