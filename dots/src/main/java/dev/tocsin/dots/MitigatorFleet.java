// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.Node;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ServerOutput.Enable;
import dev.tocsin.dots.core.server.ServerOutput.InstallFilter;
import dev.tocsin.dots.core.server.data.rules.Filtering;
import dev.tocsin.dots.io.server.ServerEffects;
import dev.tocsin.dots.io.settings.MitigatorSettings;
import dev.tocsin.dots.io.store.MitigatorWord;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The configured mitigators, each behind a driver of its own.
///
/// Of several servers on one store each drives the mitigators of its own host; one that they share
/// is driven by the one that holds its lease, and orders for it end here on all others: who begins
/// to drive it is told all that it has to do.
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

  /// @param instance how mitigations call it
  private record Member(MitigatorSettings settings, String instance, boolean isShared) {
    String name() {
      return settings.name();
    }
  }

  /// @param over set when another server may drive it: what it says then is not heard
  private record Driven(MitigatorDriver driver, AtomicBoolean over) {}

  private final Map<String, Member> members = new LinkedHashMap<>();
  private final Map<String, Mitigator> made = new LinkedHashMap<>();
  private final Map<String, Driven> driven = new ConcurrentHashMap<>();
  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();
  private final Optional<Sharing> sharing;
  private final Events events;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final FilterRoutes lists;
  private final Optional<NodeRelay> relay;

  private MitigatorFleet(
      Optional<Sharing> sharing, Events events, InstantSource clock, RandomGenerator random) {
    this.sharing = sharing;
    this.events = events;
    this.clock = clock;
    this.random = random;
    this.lists = new FilterRoutes(events.lists());
    this.relay = sharing.map(each -> new NodeRelay(each, this::heard));
  }

  /// All of them are made before the first one is started; they may look at what stands meanwhile.
  ///
  /// @param sharing with other nodes; empty for a server that is alone
  static MitigatorFleet make(
      Map<String, MitigatorSettings> settings,
      Optional<Sharing> sharing,
      Events events,
      InstantSource clock,
      RandomGenerator random) {
    var fleet = new MitigatorFleet(sharing, events, clock, random);
    var node = sharing.map(Sharing::node).orElse(Node.ONLY);
    settings.forEach(
        (name, each) -> {
          boolean isShared = sharing.isPresent() && !each.hostLocal();
          fleet.members.put(name, new Member(each, node.instance(name), isShared));
          fleet.made.put(name, mitigator(each, clock));
        });
    fleet.own().forEach(member -> fleet.taken(member).foresee());
    return fleet;
  }

  private List<Member> own() {
    return members.values().stream().filter(member -> !member.isShared()).toList();
  }

  private List<Member> shared() {
    return members.values().stream().filter(Member::isShared).toList();
  }

  /// What they can do by lists.
  Filtering filtering() {
    var known = new HashMap<String, Capabilities>();
    made.forEach(
        (name, mitigator) ->
            mitigator.lists().ifPresent(filter -> known.put(name, filter.capabilities())));
    return new Filtering(known, Optional.empty());
  }

  /// @param beginning what the machine asks for after a restart: its orders stand from the start
  void start(List<ServerOutput> beginning) {
    var active = beginning.stream().flatMap(MitigatorFleet::orders).toList();
    var orders =
        active.stream()
            .flatMap(each -> each instanceof Enable(var order) ? Stream.of(order) : Stream.of())
            .toList();
    for (var member : shared()) {
      if (taken(member).lists().isEmpty()) continue;
      lists.elsewhere(member.name());
      lists.begin(member.name(), lists(active));
    }
    for (var member : own()) begin(member, taken(member), orders, lists(active));
    refuseListsOfNobody(active);
    sharing.ifPresent(each -> shared().forEach(member -> each.want(member.name())));
  }

  private Mitigator taken(Member member) {
    return Objects.requireNonNull(made.get(member.name()));
  }

  private void begin(
      Member member, Mitigator mitigator, List<MitigationOrder> orders, List<FilterOrder> all) {
    var name = member.name();
    var own = orders.stream().filter(order -> order.mitigator().equals(member.instance())).toList();
    var canFilter = mitigator.lists().isPresent();
    var ownLists = canFilter ? lists.begin(name, all) : List.<FilterOrder>of();
    log.info("mitigator {}: {} active mitigations, {} lists", name, own.size(), ownLists.size());
    var over = new AtomicBoolean();
    var driver =
        MitigatorDriver.start(
            name,
            mitigator,
            MitigatorDriver.Settings.DEFAULT,
            random,
            new MitigatorDriver.Active(own, ownLists),
            listeners(member, over));
    driven.put(name, new Driven(driver, over));
    if (canFilter) lists.add(name, driver);
  }

  private Listeners listeners(Member member, AtomicBoolean over) {
    var ofLists = lists.listener(member.name());
    return new Listeners(
        (key, event) -> {
          if (over.get()) return;
          events.mitigations().heard(member.instance(), key, event);
          relay.ifPresent(
              each -> each.say(new MitigatorWord.OfMitigation(member.instance(), key, event)));
        },
        (key, event) -> {
          if (over.get()) return;
          ofLists.accept(key, event);
          // Of a list on its own host each server knows by itself.
          if (!member.isShared()) return;
          relay.ifPresent(each -> each.say(new MitigatorWord.OfList(member.name(), key, event)));
        });
  }

  /// What another server's mitigator says; of one that is driven here only this server may speak.
  private void heard(MitigatorWord word) {
    if (driven.containsKey(Node.named(word.mitigator())) && isOwn(word.mitigator())) return;
    switch (word) {
      case MitigatorWord.OfMitigation(var mitigator, var key, var event) ->
          events.mitigations().heard(mitigator, key, event);
      case MitigatorWord.OfList(var mitigator, var key, var event) ->
          lists.listener(mitigator).accept(key, event);
    }
  }

  private boolean isOwn(String instance) {
    var member = members.get(Node.named(instance));
    return member != null && member.instance().equals(instance);
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
    var instance = order.mitigator();
    var driver = isOwn(instance) ? driven.get(Node.named(instance)) : null;
    if (driver != null) {
      driver.driver().enable(order);
    } else if (sharing.isEmpty()) {
      var reason = "no mitigator is called '" + instance + "'";
      events.mitigations().heard(instance, order.key(), new MitigatorEvent.Refused(reason, false));
    } else if (!members.containsKey(Node.named(instance)) && unknown.add(instance)) {
      log.warn("mitigator {} is asked for, and this node's configuration has none", instance);
    }
  }

  @Override
  public void disable(String mitigator, MitigationKey key) {
    var driver = isOwn(mitigator) ? driven.get(Node.named(mitigator)) : null;
    if (driver != null) driver.driver().disable(key);
  }

  /// What each mitigator failed at last, by name; of one that another server drives, nothing.
  Map<String, Supplier<Optional<String>>> problems() {
    var problems = new LinkedHashMap<String, Supplier<Optional<String>>>();
    for (var name : members.keySet()) {
      problems.put(
          name,
          () -> Optional.ofNullable(driven.get(name)).flatMap(each -> each.driver().problem()));
    }
    return problems;
  }

  /// How many of the mitigators that servers share this one drives.
  int sharedDriven() {
    return (int) shared().stream().filter(member -> driven.containsKey(member.name())).count();
  }

  @Override
  public synchronized void drive(ServerOutput.Drive drive) {
    var member = members.get(drive.mitigator());
    // The lease may be over by now.
    if (member == null || !held.contains(member.name())) return;
    stop(member);
    var fresh = made.remove(member.name());
    var mitigator = fresh != null ? fresh : mitigator(member.settings(), clock);
    begin(member, mitigator, drive.orders(), drive.lists());
  }

  @Override
  public synchronized void leased(String mitigator, boolean isHeld) {
    var member = members.get(mitigator);
    if (member == null) return;
    log.info("mitigator {}: {}", mitigator, isHeld ? "driven here" : "driven elsewhere");
    if (isHeld) {
      held.add(mitigator);
    } else {
      held.remove(mitigator);
      stop(member);
    }
  }

  /// What stands goes on standing: the next to drive it takes it from there.
  private void stop(Member member) {
    var before = driven.remove(member.name());
    if (before == null) return;
    before.over().set(true);
    if (before.driver().listCapabilities().isPresent()) lists.elsewhere(member.name());
    before.driver().abandon();
    relay.ifPresent(each -> each.forget(member.instance()));
  }

  @Override
  public void told(String node, byte[] message) {
    relay.ifPresent(each -> each.told(node, message));
  }

  @Override
  public void install(FilterOrder order) {
    lists.install(order);
  }

  @Override
  public void remove(FilterKey key) {
    lists.remove(key);
    relay.ifPresent(each -> shared().forEach(member -> each.forget(member.name(), key)));
  }

  @Override
  public void close() {
    relay.ifPresent(NodeRelay::close);
    driven.values().forEach(each -> each.driver().close());
    // A driver closes its own.
    made.forEach(
        (name, mitigator) -> {
          if (!driven.containsKey(name)) mitigator.close();
        });
  }
}
