// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.ListFilter;
import dev.tocsin.dots.mitigators.Mitigator;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.mitigators.exec.ExecMitigator;
import dev.tocsin.dots.mitigators.exec.ExecSettings;
import dev.tocsin.dots.mitigators.none.NoMitigator;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import dev.tocsin.dots.wire.data.match.Matches;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListDriverTest {

  private static final MitigatorDriver.Settings QUICK =
      new MitigatorDriver.Settings(
          Duration.ofMillis(20),
          Duration.ofSeconds(1),
          Duration.ofMillis(1),
          Duration.ofMillis(10),
          100);

  private record Seen(FilterKey key, FilterEvent event) {}

  private final InMemory edge = new InMemory();
  private final InMemory core = new InMemory();
  private final LinkedBlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<MitigatorEvent> mitigations = new LinkedBlockingQueue<>();
  private final FilterRoutes routes =
      new FilterRoutes((key, event) -> seen.add(new Seen(key, event)));

  private MitigatorDriver start(String name, Mitigator mitigator, FilterOrder... active) {
    var own = routes.begin(name, List.of(active));
    var driver =
        MitigatorDriver.start(
            name,
            mitigator,
            QUICK,
            new SplittableRandom(1),
            new MitigatorDriver.Active(List.of(), own),
            new MitigatorDriver.Listeners(
                (_, event) -> mitigations.add(event), routes.listener(name)));
    if (driver.listCapabilities().isPresent()) routes.add(name, driver);
    return driver;
  }

  /// Takes no lists.
  private static Mitigator unable() {
    return new ExecMitigator("none", ExecSettings.of("/bin/true"));
  }

  private static Mitigator with(InMemory filter) {
    return new Both(filter, new NoMitigator());
  }

  private static FilterKey key(String acl) {
    return new FilterKey("customer", "cuid", acl);
  }

  private static FilterOrder order(String acl, long rank, String... mitigators) {
    var ace = new Ace("all", Matches.ANY, Actions.DROP);
    return new FilterOrder(
        key(acl),
        List.of(mitigators),
        rank,
        new Acl(acl, Optional.empty(), ActivationType.IMMEDIATE, OptionalInt.empty(), List.of(ace)),
        List.of(Prefix.parse("203.0.113.0/24")));
  }

  private <E extends FilterEvent> E await(String acl, Class<E> type) {
    try {
      while (true) {
        var next = seen.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("%s of %s", type.getSimpleName(), acl).isNotNull();
        if (next.key().equals(key(acl)) && type.isInstance(next.event())) {
          return type.cast(next.event());
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void installsMeasuresAndRemoves() {
    try (var _ = start("edge", with(edge))) {
      // when
      routes.install(order("web", 1, "edge"));
      // then
      await("web", FilterEvent.Installed.class);
      assertThat(await("web", FilterEvent.Measured.class).entries())
          .isEqualTo(Map.of("all", Statistics.of(7, 700)));
      // when
      routes.remove(key("web"));
    }
    // then
    assertThat(edge.standing).isEmpty();
  }

  @Test
  void reconcilesWithWhatTheStoreSaysAtTheStart() {
    // given
    edge.standing.put(key("old"), order("old", 1, "edge"));
    // when
    try (var _ = start("edge", with(edge), order("web", 1, "edge"), order("other", 2, "core"))) {
      await("web", FilterEvent.Installed.class);
    }
    // then
    assertThat(edge.standing).containsOnlyKeys(key("web"));
  }

  @Test
  void failingListsDelayNoMitigation() throws InterruptedException {
    // given
    edge.failing.set(true);
    try (var driver = start("edge", with(edge))) {
      routes.install(order("web", 1, "edge"));
      assertThat(await("web", FilterEvent.Failing.class).reason()).isEqualTo("edge: out of order");
      assertThat(driver.problem()).isPresent();
      // when
      driver.enable(mitigation());
      // then
      assertThat(mitigations.poll(20, TimeUnit.SECONDS)).isInstanceOf(MitigatorEvent.Enabled.class);
      // when
      edge.failing.set(false);
      // then
      await("web", FilterEvent.Installed.class);
      assertThat(edge.standing).containsOnlyKeys(key("web"));
    }
  }

  @Test
  void aListThatTakesLongDelaysNoMitigation() throws InterruptedException {
    // given
    try (var driver = start("edge", with(edge))) {
      routes.install(order("first", 1, "edge"));
      await("first", FilterEvent.Installed.class);
      edge.isLong.set(true);
      routes.install(order("long", 2, "edge"));
      // when
      driver.enable(mitigation());
      // then
      assertThat(mitigations.poll(20, TimeUnit.SECONDS)).isInstanceOf(MitigatorEvent.Enabled.class);
      assertThat(edge.standing).containsOnlyKeys(key("first"));
      // when
      edge.isLong.set(false);
      // then
      await("long", FilterEvent.Installed.class);
    }
  }

  private static MitigationOrder mitigation() {
    var target =
        new MitigationOrder.Target(List.of(Prefix.parse("192.0.2.0/24")), List.of(), List.of());
    var key = new MitigationKey("customer", "cuid", 1);
    return new MitigationOrder("edge", key, List.of(target), EnforcementPolicy.OPEN);
  }

  @Test
  void aListThatFailsAloneIsTriedAgainAlone() {
    // given
    edge.undone.add("bad");
    try (var _ = start("edge", with(edge))) {
      routes.install(order("good", 1, "edge"));
      await("good", FilterEvent.Installed.class);
      // when
      routes.install(order("bad", 2, "edge"));
      await("bad", FilterEvent.Failing.class);
      edge.tries.acquireUninterruptibly(5);
      edge.undone.clear();
      // then
      await("bad", FilterEvent.Installed.class);
      assertThat(edge.reconciled).hasValue(1);
      assertThat(seen).noneMatch(each -> each.event() instanceof FilterEvent.Failing);
    }
  }

  @Test
  void goToEveryMitigatorThatCanAndAreCountedTogether() {
    try (var _ = start("edge", with(edge));
        var _ = start("core", with(core));
        var _ = start("none", unable())) {
      // when
      routes.install(order("web", 1, "edge", "none", "core"));
      // then
      var both = Map.of("all", Statistics.of(14, 1_400));
      while (!await("web", FilterEvent.Measured.class).entries().equals(both)) {}
      // when: the domain has lost a mitigator
      routes.install(order("web", 1, "core"));
      while (!await("web", FilterEvent.Measured.class)
          .entries()
          .equals(Map.of("all", Statistics.of(7, 700)))) {}
    }
    // then
    assertThat(edge.standing).isEmpty();
    assertThat(core.standing).containsOnlyKeys(key("web"));
  }

  @Test
  void areRefusedWhereNoMitigatorCan() {
    try (var _ = start("none", unable())) {
      // when
      routes.install(order("web", 1, "none"));
      // then
      assertThat(await("web", FilterEvent.Refused.class).reason())
          .isEqualTo("no mitigator of the domain can filter by lists: none");
    }
  }

  @Test
  void areRefusedOnlyWhenEveryMitigatorRefuses() {
    edge.refused.add("web");
    core.refused.add("web");
    try (var _ = start("edge", with(edge));
        var _ = start("core", with(core))) {
      // when
      routes.install(order("web", 1, "edge", "core"));
      // then
      assertThat(await("web", FilterEvent.Refused.class).reason())
          .isEqualTo("core: cannot; edge: cannot");
      // when
      core.refused.clear();
      routes.install(order("web", 2, "edge", "core"));
      // then
      await("web", FilterEvent.Installed.class);
    }
  }

  /// Remembers lists, refuses and fails when told to.
  private static final class InMemory implements ListFilter {
    final Map<FilterKey, FilterOrder> standing = new ConcurrentHashMap<>();
    final Set<String> undone = ConcurrentHashMap.newKeySet();
    final Set<String> refused = ConcurrentHashMap.newKeySet();
    final Semaphore tries = new Semaphore(0);
    final AtomicBoolean failing = new AtomicBoolean();
    final AtomicInteger reconciled = new AtomicInteger();

    /// While it is set, a list takes step after step.
    final AtomicBoolean isLong = new AtomicBoolean();

    @Override
    public Capabilities capabilities() {
      return Capabilities.mandatory();
    }

    @Override
    public Map<FilterKey, FilterEvent> install(Collection<FilterOrder> orders, Runnable between) {
      if (failing.get()) throw new MitigatorException("out of order");
      while (isLong.get()) {
        between.run();
        Thread.onSpinWait();
      }
      var events = new LinkedHashMap<FilterKey, FilterEvent>();
      for (var order : orders) events.put(order.key(), take(order));
      return events;
    }

    private FilterEvent take(FilterOrder order) {
      if (refused.contains(order.key().acl())) return new FilterEvent.Refused("cannot");
      if (undone.contains(order.key().acl())) {
        tries.release();
        return new FilterEvent.Failing("not now");
      }
      standing.put(order.key(), order);
      return new FilterEvent.Installed();
    }

    @Override
    public void remove(Collection<FilterKey> keys) {
      keys.forEach(standing::remove);
    }

    @Override
    public Map<FilterKey, FilterEvent> reconcile(Collection<FilterOrder> orders, Runnable between) {
      standing.keySet().retainAll(orders.stream().map(FilterOrder::key).toList());
      var events = install(orders, between);
      reconciled.incrementAndGet();
      return events;
    }

    @Override
    public Map<FilterKey, Map<String, Statistics>> measure(Runnable between) {
      var counted = new HashMap<FilterKey, Map<String, Statistics>>();
      for (var key : standing.keySet()) counted.put(key, Map.of("all", Statistics.of(7, 700)));
      return counted;
    }
  }

  /// Takes every mitigation, and lists as its filter does.
  private record Both(InMemory filter, NoMitigator none) implements Mitigator {

    @Override
    public Optional<ListFilter> lists() {
      return Optional.of(filter);
    }

    @Override
    public Map<MitigationKey, MitigatorEvent> enable(Collection<MitigationOrder> orders) {
      return none.enable(orders);
    }

    @Override
    public void disable(Collection<MitigationKey> keys) {
      none.disable(keys);
    }

    @Override
    public Map<MitigationKey, MitigatorEvent> reconcile(Collection<MitigationOrder> orders) {
      return none.reconcile(orders);
    }

    @Override
    public Map<MitigationKey, Counters> measure() {
      return none.measure();
    }

    @Override
    public void close() {
      none.close();
    }
  }
}
