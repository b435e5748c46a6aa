// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.Mitigator;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.wire.Counters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MitigatorDriverTest {

  private static final MitigatorDriver.Settings QUICK =
      new MitigatorDriver.Settings(
          Duration.ofMillis(20),
          Duration.ofSeconds(1),
          Duration.ofMillis(1),
          Duration.ofMillis(10),
          100);

  private record Seen(MitigationKey key, MitigatorEvent event) {}

  private final InMemory mitigator = new InMemory();
  private final LinkedBlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

  private MitigatorDriver start(MitigationOrder... active) {
    return MitigatorDriver.start(
        "edge",
        mitigator,
        QUICK,
        new SplittableRandom(1),
        new MitigatorDriver.Active(List.of(active), List.of()),
        new MitigatorDriver.Listeners(
            (key, event) -> seen.add(new Seen(key, event)),
            (key, event) -> {
              throw new AssertionError("no lists here: " + key + " " + event);
            }));
  }

  private static MitigationKey key(long mid) {
    return new MitigationKey("customer", "cuid", mid);
  }

  private static MitigationOrder order(long mid, String prefix) {
    var prefixes = List.of(Prefix.parse(prefix));
    var target = new MitigationOrder.Target(prefixes, List.of(), List.of());
    return new MitigationOrder("edge", key(mid), List.of(target), EnforcementPolicy.OPEN);
  }

  private <E extends MitigatorEvent> E await(long mid, Class<E> type) {
    try {
      while (true) {
        var next = seen.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("%s of %s", type.getSimpleName(), mid).isNotNull();
        if (next.key().equals(key(mid)) && type.isInstance(next.event())) {
          return type.cast(next.event());
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void enablesMeasuresAndDisables() {
    try (var driver = start()) {
      // when
      driver.enable(order(1, "192.0.2.0/24"));

      // then
      assertThat(await(1, MitigatorEvent.Enabled.class).action()).isEqualTo("remembered");
      assertThat(await(1, MitigatorEvent.Measured.class).dropped().packets()).hasValue(7);

      // when
      driver.disable(key(1));

      // then
      await(1, MitigatorEvent.Disabled.class);
      assertThat(mitigator.standing).isEmpty();
    }
  }

  @Test
  void reconcilesWithWhatWasActiveBeforeAnythingElse() {
    // given
    mitigator.standing.put(key(8), order(8, "198.51.100.0/24"));

    // when
    try (var _ = start(order(1, "192.0.2.0/24"))) {
      await(1, MitigatorEvent.Enabled.class);
    }

    // then
    assertThat(mitigator.standing).containsOnlyKeys(key(1));
    assertThat(mitigator.calls.getFirst()).isEqualTo("reconcile 1");
  }

  @Test
  void triesAgainAndReconcilesAfterAFailure() {
    // given
    try (var driver = start()) {
      driver.enable(order(1, "192.0.2.0/24"));
      await(1, MitigatorEvent.Enabled.class);

      // when: the next three calls fail half-way
      mitigator.failures.set(3);
      driver.enable(order(2, "192.0.2.1/32"));

      // then
      assertThat(await(2, MitigatorEvent.Failing.class).reason()).isEqualTo("out of order");
      await(2, MitigatorEvent.Enabled.class);
      assertThat(mitigator.standing).containsOnlyKeys(key(1), key(2));
      assertThat(mitigator.calls).contains("reconcile 2");
    }
  }

  @Test
  void saysWhatItFailedAtUntilSomethingSucceeds() {
    try (var driver = start()) {
      // when
      mitigator.failures.set(Integer.MAX_VALUE);
      driver.enable(order(1, "192.0.2.0/24"));
      await(1, MitigatorEvent.Failing.class);
      await(1, MitigatorEvent.Failing.class);

      // then
      assertThat(driver.problem().orElseThrow())
          .matches("failed \\d+ times in a row: out of order");

      // when
      mitigator.failures.set(0);
      await(1, MitigatorEvent.Enabled.class);
      driver.close();

      // then
      assertThat(driver.problem()).isEmpty();
    }
  }

  @Test
  void confirmsAWithdrawalThatFailedAtFirst() {
    try (var driver = start()) {
      // given
      driver.enable(order(1, "192.0.2.0/24"));
      await(1, MitigatorEvent.Enabled.class);

      // when
      mitigator.failures.set(2);
      driver.disable(key(1));

      // then
      await(1, MitigatorEvent.Disabled.class);
      assertThat(mitigator.standing).isEmpty();
    }
  }

  @Test
  void theLatestWishForAMitigationWins() throws InterruptedException {
    try (var driver = start()) {
      // given: the mitigator is busy
      mitigator.gate.acquire();
      driver.enable(order(1, "192.0.2.0/24"));
      assertThat(mitigator.entered.tryAcquire(20, TimeUnit.SECONDS)).isTrue();

      // when
      driver.enable(order(2, "192.0.2.2/32"));
      driver.enable(order(2, "192.0.2.3/32"));
      driver.enable(order(3, "192.0.2.4/32"));
      driver.disable(key(3));
      mitigator.gate.release();

      // then
      await(2, MitigatorEvent.Enabled.class);
      assertThat(mitigator.standing.get(key(2))).isEqualTo(order(2, "192.0.2.3/32"));
      assertThat(mitigator.standing).doesNotContainKey(key(3));
    }
  }

  @Test
  void refusesWhatThereIsNoRoomForAndTakesEveryWithdrawal() throws InterruptedException {
    try (var driver = start()) {
      // given
      mitigator.gate.acquire();
      driver.enable(order(1, "192.0.2.0/24"));
      assertThat(mitigator.entered.tryAcquire(20, TimeUnit.SECONDS)).isTrue();

      // when
      for (int mid = 2; mid <= 102; mid++) driver.enable(order(mid, "192.0.2.2/32"));
      driver.disable(key(1));

      // then: before anything was done
      assertThat(await(102, MitigatorEvent.Refused.class).exceeded()).isTrue();
      mitigator.gate.release();
      await(1, MitigatorEvent.Disabled.class);
    }
  }

  @Test
  void doesNotTryAgainWhatWasRefused() {
    try (var driver = start()) {
      // when
      driver.enable(order(1, "0.0.0.0/0"));

      // then
      assertThat(await(1, MitigatorEvent.Refused.class).reason()).isEqualTo("too much");
      mitigator.failures.set(1);
      driver.enable(order(2, "192.0.2.0/24"));
      await(2, MitigatorEvent.Enabled.class);
      assertThat(mitigator.calls).contains("reconcile 1");
    }
  }

  @Test
  void doesWhatWasWishedForBeforeItCloses() {
    // when
    try (var driver = start()) {
      driver.enable(order(1, "192.0.2.0/24"));
    }

    // then
    assertThat(mitigator.standing).containsOnlyKeys(key(1));
    assertThat(mitigator.closed).isTrue();
  }

  /// Remembers orders, refuses everything, fails when told to.
  private static final class InMemory implements Mitigator {

    final Map<MitigationKey, MitigationOrder> standing = new ConcurrentHashMap<>();
    final List<String> calls = java.util.Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger failures = new AtomicInteger();
    final Semaphore gate = new Semaphore(1);
    final Semaphore entered = new Semaphore(0);
    volatile boolean closed;

    @Override
    public Map<MitigationKey, MitigatorEvent> enable(Collection<MitigationOrder> orders) {
      calls.add("enable " + orders.size());
      return take(orders);
    }

    private Map<MitigationKey, MitigatorEvent> take(Collection<MitigationOrder> orders) {
      if (!orders.isEmpty()) {
        entered.release();
        gate.acquireUninterruptibly();
        gate.release();
      }
      var events = new LinkedHashMap<MitigationKey, MitigatorEvent>();
      for (var order : orders) {
        if (order.targets().getFirst().prefixes().getFirst().length() == 0) {
          events.put(order.key(), new MitigatorEvent.Refused("too much", true));
          continue;
        }
        failIfTold();
        standing.put(order.key(), order);
        events.put(order.key(), new MitigatorEvent.Enabled(order.targets(), "remembered"));
      }
      return events;
    }

    private void failIfTold() {
      if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new MitigatorException("out of order");
      }
    }

    @Override
    public void disable(Collection<MitigationKey> keys) {
      calls.add("disable " + new TreeSet<>(keys.stream().map(MitigationKey::mid).toList()));
      failIfTold();
      keys.forEach(standing::remove);
    }

    @Override
    public Map<MitigationKey, MitigatorEvent> reconcile(Collection<MitigationOrder> orders) {
      calls.add("reconcile " + orders.size());
      failIfTold();
      standing.keySet().retainAll(orders.stream().map(MitigationOrder::key).toList());
      return take(orders);
    }

    @Override
    public Map<MitigationKey, Counters> measure() {
      var counters = new LinkedHashMap<MitigationKey, Counters>();
      var none = OptionalLong.empty();
      for (var key : standing.keySet()) {
        counters.put(key, new Counters(none, none, OptionalLong.of(7), none));
      }
      return counters;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
