// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.Mitigator;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.mitigators.gobgp.RouteWriter.Announcement;
import dev.tocsin.dots.wire.Counters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Has a running gobgpd announce blackhole routes and flow specifications, for the routers that
/// listen to it. The daemon's configuration is never changed.
///
/// gobgpd holds the routes, this holds which mitigation each one stands for. Closing leaves the
/// routes alone; {@link #reconcile} finds them again by their path identifier.
public final class GobgpMitigator implements Mitigator {

  private static final long RETRY_NANOS = 60_000_000_000L;

  private final GobgpSettings settings;
  private final RouteWriter writer;
  private final GobgpClient client;

  private final Demand demand = new Demand();
  // What gobgpd was last told, and what it leaves out all the same.
  private final Map<Route.Name, Route> announced = new HashMap<>();
  private final Set<Route.Name> refused = new HashSet<>();
  private long nextCheckNanos;
  private long nextRetryNanos;

  public GobgpMitigator(GobgpSettings settings) {
    this.settings = settings;
    this.writer = new RouteWriter(settings);
    this.client = new GobgpClient(settings.api());
  }

  @Override
  public Map<MitigationKey, MitigatorEvent> enable(Collection<MitigationOrder> orders) {
    var events = new LinkedHashMap<MitigationKey, MitigatorEvent>();
    bring(plan(orders, events));
    return events;
  }

  @Override
  public void disable(Collection<MitigationKey> keys) {
    var touched = new HashSet<Route.Name>();
    for (var key : keys) touched.addAll(demand.set(key, Set.of()));
    bring(touched);
  }

  /// Refusals leave what stands for their key as it is.
  ///
  /// @return the routes that may have to change
  private Set<Route.Name> plan(
      Collection<MitigationOrder> orders, Map<MitigationKey, MitigatorEvent> events) {
    var touched = new HashSet<Route.Name>();
    int max = settings.limits().routesMax();
    for (var order : orders) {
      var plan = Plan.of(order, settings);
      if (demand.sizeWith(plan.routes()) > max) {
        plan = Plan.refused("all " + max + " routes are in use", true);
      }
      events.put(order.key(), plan.event());
      if (!plan.routes().isEmpty()) touched.addAll(demand.set(order.key(), plan.routes()));
    }
    return touched;
  }

  /// Tells gobgpd of the routes that are not as it was told before.
  private void bring(Set<Route.Name> touched) {
    var changed = new LinkedHashMap<Route.Name, Route>();
    var gone = new ArrayList<Route.Name>();
    for (var name : touched) {
      var wanted = demand.wanted(name);
      if (wanted.isEmpty()) {
        if (announced.containsKey(name)) gone.add(name);
      } else if (!wanted.get().equals(announced.get(name))) {
        changed.put(name, wanted.get());
      }
    }
    client.announce(changed.values().stream().map(writer::announcement).toList());
    announced.putAll(changed);
    client.withdraw(gone);
    gone.forEach(announced::remove);
  }

  @Override
  public Map<MitigationKey, MitigatorEvent> reconcile(Collection<MitigationOrder> orders) {
    var events = new LinkedHashMap<MitigationKey, MitigatorEvent>();
    demand.clear();
    plan(orders, events);
    var unwanted = new ArrayList<Route.Name>();
    var missing = new ArrayList<Announcement>();
    for (var family : RouteFamily.values()) agree(family, unwanted, missing);
    client.announce(missing);
    client.withdraw(unwanted);

    announced.clear();
    for (var name : demand.names()) announced.put(name, demand.wanted(name).orElseThrow());
    refused.clear();
    refused.addAll(absent(missing.stream().map(Announcement::name)));
    for (var name : refused) {
      var reason = "gobgpd leaves out " + show(name) + ": look at its import policy and families";
      demand.holders(name).forEach(key -> events.put(key, new MitigatorEvent.Failing(reason)));
    }
    nextRetryNanos = System.nanoTime() + RETRY_NANOS;
    checked();
    return events;
  }

  private void agree(RouteFamily family, List<Route.Name> unwanted, List<Announcement> missing) {
    var standing = client.list(family);
    for (var name : standing.keySet()) if (demand.wanted(name).isEmpty()) unwanted.add(name);
    for (var name : demand.names()) {
      if (name.family() != family) continue;
      var announcement = writer.announcement(demand.wanted(name).orElseThrow());
      if (!Set.copyOf(announcement.attributes()).equals(standing.get(name))) {
        missing.add(announcement);
      }
    }
  }

  /// Which of the routes do not stand.
  private Set<Route.Name> absent(Stream<Route.Name> names) {
    var byFamily = new HashMap<RouteFamily, List<Route.Name>>();
    names.forEach(
        name -> byFamily.computeIfAbsent(name.family(), _ -> new ArrayList<>()).add(name));
    var absent = new HashSet<Route.Name>();
    byFamily.forEach(
        (family, some) -> {
          var standing = client.standing(family, some);
          some.stream().filter(name -> !standing.contains(name)).forEach(absent::add);
        });
    return absent;
  }

  /// BGP counts nothing, so there is nothing to report; but it is seen whether the routes stand.
  ///
  /// @throws MitigatorException if some are gone: whoever asks then reconciles
  @Override
  public Map<MitigationKey, Counters> measure() {
    long now = System.nanoTime();
    if (now - nextCheckNanos < 0) return Map.of();
    var absent = absent(announced.keySet().stream());
    if (now - nextRetryNanos < 0) absent.removeAll(refused);
    checked();
    if (absent.isEmpty()) return Map.of();
    throw new MitigatorException(
        "gobgpd has lost %d of %d routes, for example %s"
            .formatted(absent.size(), announced.size(), show(absent.iterator().next())));
  }

  private void checked() {
    nextCheckNanos = System.nanoTime() + settings.limits().checkEvery().toNanos();
  }

  private String show(Route.Name name) {
    if (name.family().isUnicast()) return name.prefix();
    return demand.wanted(name).map(Route::toString).orElse(name.toString());
  }

  @Override
  public void close() {
    client.close();
  }
}
