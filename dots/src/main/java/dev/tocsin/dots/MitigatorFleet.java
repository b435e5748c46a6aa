// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.io.server.ServerEffects;
import dev.tocsin.dots.io.settings.MitigatorSettings;
import dev.tocsin.dots.mitigators.Mitigator;
import dev.tocsin.dots.mitigators.driver.MitigatorDriver;
import dev.tocsin.dots.mitigators.exec.ExecMitigator;
import dev.tocsin.dots.mitigators.exec.ExecSettings;
import dev.tocsin.dots.mitigators.gobgp.GobgpMitigator;
import dev.tocsin.dots.mitigators.gobgp.GobgpSettings;
import dev.tocsin.dots.mitigators.nftables.NftablesMitigator;
import dev.tocsin.dots.mitigators.nftables.NftablesSettings;
import dev.tocsin.dots.mitigators.none.NoMitigator;
import dev.tocsin.dots.mitigators.webhook.WebhookMitigator;
import dev.tocsin.dots.mitigators.webhook.WebhookSettings;
import java.time.InstantSource;
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
final class MitigatorFleet implements ServerEffects.Mitigation, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MitigatorFleet.class);

  private final Map<String, MitigatorDriver> drivers = new LinkedHashMap<>();
  private final BiConsumer<MitigationKey, MitigatorEvent> events;
  private final BiConsumer<FilterKey, FilterEvent> filters;

  private MitigatorFleet(
      BiConsumer<MitigationKey, MitigatorEvent> events,
      BiConsumer<FilterKey, FilterEvent> filters) {
    this.events = events;
    this.filters = filters;
  }

  /// @param beginning what the machine asks for after a restart: its orders stand from the start
  static MitigatorFleet start(
      Map<String, MitigatorSettings> settings,
      RandomGenerator random,
      List<ServerOutput> beginning,
      BiConsumer<MitigationKey, MitigatorEvent> events,
      BiConsumer<FilterKey, FilterEvent> filters,
      InstantSource clock) {
    var fleet = new MitigatorFleet(events, filters);
    var active = beginning.stream().flatMap(MitigatorFleet::orders).toList();
    // All of them can be made before the first one is started.
    var mitigators = new LinkedHashMap<String, Mitigator>();
    settings.forEach((name, each) -> mitigators.put(name, mitigator(each, clock)));
    mitigators.forEach(
        (name, mitigator) -> {
          var own = active.stream().filter(order -> order.mitigator().equals(name)).toList();
          log.info("mitigator {}: {} active mitigations", name, own.size());
          fleet.drivers.put(
              name,
              MitigatorDriver.start(
                  name, mitigator, MitigatorDriver.Settings.DEFAULT, random, own, events));
        });
    return fleet;
  }

  private static Stream<MitigationOrder> orders(ServerOutput output) {
    return switch (output) {
      case ServerOutput.Enable(var order) -> Stream.of(order);
      case ServerOutput.Commit commit -> commit.then().stream().flatMap(MitigatorFleet::orders);
      default -> Stream.of();
    };
  }

  /// The rest of the beginning: the orders stand already.
  static List<ServerOutput> withoutOrders(List<ServerOutput> beginning) {
    return beginning.stream()
        .filter(output -> !(output instanceof ServerOutput.Enable))
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
    events.accept(
        order.key(),
        new MitigatorEvent.Refused("no mitigator is called '" + order.mitigator() + "'", false));
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

  /// None of the mitigators filters by lists.
  @Override
  public void install(FilterOrder order) {
    var reason = "no mitigator of the domain filters by lists";
    filters.accept(order.key(), new FilterEvent.Refused(reason));
  }

  @Override
  public void remove(FilterKey key) {}

  @Override
  public void close() {
    drivers.values().forEach(MitigatorDriver::close);
  }
}
