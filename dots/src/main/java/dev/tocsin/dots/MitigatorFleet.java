// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ServerOutput.Enable;
import dev.tocsin.dots.core.server.ServerOutput.InstallFilter;
import dev.tocsin.dots.core.server.data.rules.Filtering;
import dev.tocsin.dots.io.server.ServerEffects;
import dev.tocsin.dots.io.settings.MitigatorSettings;
import dev.tocsin.dots.mitigators.Mitigator;
import dev.tocsin.dots.mitigators.driver.FilterRoutes;
import dev.tocsin.dots.mitigators.driver.MitigatorDriver;
import dev.tocsin.dots.mitigators.driver.MitigatorDriver.Listeners;
import dev.tocsin.dots.mitigators.exec.ExecMitigator;
import dev.tocsin.dots.mitigators.exec.ExecSettings;
import dev.tocsin.dots.mitigators.gobgp.GobgpMitigator;
import dev.tocsin.dots.mitigators.gobgp.GobgpSettings;
import dev.tocsin.dots.mitigators.nftables.NftablesMitigator;
import dev.tocsin.dots.mitigators.nftables.NftablesSettings;
import dev.tocsin.dots.mitigators.none.NoMitigator;
import dev.tocsin.dots.mitigators.webhook.WebhookMitigator;
import dev.tocsin.dots.mitigators.webhook.WebhookSettings;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The configured mitigators, each behind a driver of its own.
final class MitigatorFleet implements ServerEffects.Mitigation, Sharing.Heard, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MitigatorFleet.class);

  /// Who is told what mitigators report.
  ///
  /// @param lists as {@link Listeners#lists}
  record Events(Heard mitigations, BiConsumer<FilterKey, FilterEvent> lists) {}

  @FunctionalInterface
  interface Heard {
    void heard(String mitigator, MitigationKey key, MitigatorEvent event);
  }

  private final Map<String, Mitigator> mitigators = new LinkedHashMap<>();
  private final Map<String, MitigatorDriver> drivers = new LinkedHashMap<>();
  private final Optional<Sharing> sharing;
  private final Events events;
  private final FilterRoutes lists;

  private MitigatorFleet(Optional<Sharing> sharing, Events events) {
    this.sharing = sharing;
    this.events = events;
    this.lists = new FilterRoutes(events.lists());
  }

  /// All of them are made before the first one is started; they may look at what stands meanwhile.
  ///
  /// @param sharing with other nodes; empty for a server that is alone
  static MitigatorFleet make(
      Map<String, MitigatorSettings> settings,
      Optional<Sharing> sharing,
      Events events,
      InstantSource clock) {
    var fleet = new MitigatorFleet(sharing, events);
    settings.forEach((name, each) -> fleet.mitigators.put(name, mitigator(each, clock)));
    fleet.mitigators.values().forEach(Mitigator::foresee);
    return fleet;
  }

  /// What they can do by lists.
  Filtering filtering() {
    var known = new HashMap<String, Capabilities>();
    mitigators.forEach(
        (name, mitigator) ->
            mitigator.lists().ifPresent(filter -> known.put(name, filter.capabilities())));
    return new Filtering(known, Optional.empty());
  }

  /// @param beginning what the machine asks for after a restart: its orders stand from the start
  void start(RandomGenerator random, List<ServerOutput> beginning) {
    var active = beginning.stream().flatMap(MitigatorFleet::orders).toList();
    mitigators.forEach((name, mitigator) -> begin(name, mitigator, random, active));
    refuseListsOfNobody(active);
  }

  private void begin(
      String name, Mitigator mitigator, RandomGenerator random, List<ServerOutput> active) {
    var own =
        active.stream()
            .flatMap(each -> each instanceof Enable(var order) ? Stream.of(order) : Stream.of())
            .filter(order -> order.mitigator().equals(name))
            .toList();
    var canFilter = mitigator.lists().isPresent();
    var ownLists = canFilter ? lists.begin(name, lists(active)) : List.<FilterOrder>of();
    log.info("mitigator {}: {} active mitigations, {} lists", name, own.size(), ownLists.size());
    var driver =
        MitigatorDriver.start(
            name,
            mitigator,
            MitigatorDriver.Settings.DEFAULT,
            random,
            new MitigatorDriver.Active(own, ownLists),
            new Listeners(
                (key, event) -> events.mitigations().heard(name, key, event),
                lists.listener(name)));
    drivers.put(name, driver);
    if (canFilter) lists.add(name, driver);
  }

  /// The loop that is told does not run yet: the caller must not wait for it.
  private void refuseListsOfNobody(List<ServerOutput> active) {
    var nobodys = lists(active).stream().filter(order -> !lists.canInstall(order)).toList();
    if (!nobodys.isEmpty()) Thread.startVirtualThread(() -> nobodys.forEach(this::install));
  }

  private static Stream<ServerOutput> orders(ServerOutput output) {
    return switch (output) {
      case Enable _, InstallFilter _ -> Stream.of(output);
      case ServerOutput.Commit commit -> commit.then().stream().flatMap(MitigatorFleet::orders);
      default -> Stream.of();
    };
  }

  private static List<FilterOrder> lists(List<ServerOutput> active) {
    return active.stream()
        .flatMap(each -> each instanceof InstallFilter(var order) ? Stream.of(order) : Stream.of())
        .toList();
  }

  /// The rest of the beginning: the orders stand already.
  static List<ServerOutput> withoutOrders(List<ServerOutput> beginning) {
    return beginning.stream()
        .filter(output -> !(output instanceof Enable || output instanceof InstallFilter))
        .map(
            output ->
                output instanceof ServerOutput.Commit commit
                    ? new ServerOutput.Commit(
                        commit.serial(),
                        commit.changes(),
                        withoutOrders(commit.then()),
                        commit.otherwise())
                    : output)
        .toList();
  }

  private static Mitigator mitigator(MitigatorSettings settings, InstantSource clock) {
    return switch (settings.type()) {
      case NFTABLES ->
          new NftablesMitigator(settings.name(), NftablesSettings.read(settings.settings()), clock);
      case EXEC -> new ExecMitigator(settings.name(), ExecSettings.read(settings.settings()));
      case WEBHOOK ->
          new WebhookMitigator(settings.name(), WebhookSettings.read(settings.settings()), clock);
      case GOBGP -> new GobgpMitigator(GobgpSettings.read(settings.name(), settings.settings()));
      case NONE -> {
        settings.settings().end();
        yield new NoMitigator();
      }
    };
  }

  @Override
  public void enable(MitigationOrder order) {
    var driver = drivers.get(order.mitigator());
    if (driver != null) {
      driver.enable(order);
      return;
    }
    events
        .mitigations()
        .heard(
            order.mitigator(),
            order.key(),
            new MitigatorEvent.Refused(
                "no mitigator is called '" + order.mitigator() + "'", false));
  }

  @Override
  public void disable(String mitigator, MitigationKey key) {
    var driver = drivers.get(mitigator);
    if (driver != null) driver.disable(key);
  }

  /// What each mitigator failed at last, by name.
  Map<String, Supplier<Optional<String>>> problems() {
    var problems = new LinkedHashMap<String, Supplier<Optional<String>>>();
    drivers.forEach((name, driver) -> problems.put(name, driver::problem));
    return problems;
  }

  @Override
  public void drive(ServerOutput.Drive drive) {
    throw new IllegalStateException("no mitigator here is shared");
  }

  @Override
  public void leased(String mitigator, boolean held) {
    throw new IllegalStateException("no mitigator here is shared");
  }

  @Override
  public void told(String node, byte[] message) {
    throw new IllegalStateException("no mitigator here is shared");
  }

  @Override
  public void install(FilterOrder order) {
    lists.install(order);
  }

  @Override
  public void remove(FilterKey key) {
    lists.remove(key);
  }

  @Override
  public void close() {
    drivers.values().forEach(MitigatorDriver::close);
    // A driver closes its own.
    mitigators.forEach(
        (name, mitigator) -> {
          if (!drivers.containsKey(name)) mitigator.close();
        });
  }
}
