// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.ListFilter;
import dev.tocsin.dots.mitigators.Mitigator;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.wire.Counters;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Has a running gobgpd announce blackhole routes and flow specifications, for the routers that
/// listen to it. The daemon's configuration is never changed; closing leaves the routes alone.
public final class GobgpMitigator implements Mitigator {

  private final GobgpSettings settings;
  private final StandingRoutes routes;
  private final GobgpLists lists;

  public GobgpMitigator(GobgpSettings settings) {
    this.settings = settings;
    this.routes = new StandingRoutes(settings);
    this.lists = new GobgpLists(routes, settings.limits().listsMax());
  }

  @Override
  public Optional<ListFilter> lists() {
    return settings.limits().listsMax() == 0 ? Optional.empty() : Optional.of(lists);
  }

  @Override
  public Map<MitigationKey, MitigatorEvent> enable(Collection<MitigationOrder> orders) {
    var events = new LinkedHashMap<MitigationKey, MitigatorEvent>();
    routes.bring(plan(orders, events));
    return events;
  }

  @Override
  public void disable(Collection<MitigationKey> keys) {
    var touched = new HashSet<Route.Name>();
    for (var key : keys) touched.addAll(routes.want(new Holder.OfMitigation(key), Set.of()));
    routes.bring(touched);
  }

  /// Refusals leave what stands for their key as it is.
  ///
  /// @return the routes that may have to change
  private Set<Route.Name> plan(
      Collection<MitigationOrder> orders, Map<MitigationKey, MitigatorEvent> events) {
    var touched = new HashSet<Route.Name>();
    for (var order : orders) {
      var plan = Plan.of(order, settings);
      if (routes.isFullWith(plan.routes())) plan = Plan.refused(routes.full(), true);
      events.put(order.key(), plan.event());
      if (!plan.routes().isEmpty()) {
        touched.addAll(routes.want(new Holder.OfMitigation(order.key()), plan.routes()));
      }
    }
    return touched;
  }

  @Override
  public Map<MitigationKey, MitigatorEvent> reconcile(Collection<MitigationOrder> orders) {
    var events = new LinkedHashMap<MitigationKey, MitigatorEvent>();
    routes.forget(Holder.OfMitigation.class);
    plan(orders, events);
    routes
        .agree(StandingRoutes.Known.MITIGATIONS)
        .forEach(
            (holder, reason) -> {
              if (holder instanceof Holder.OfMitigation(var key)) {
                events.put(key, new MitigatorEvent.Failing(reason));
              }
            });
    return events;
  }

  /// BGP counts nothing, so there is nothing to report; but it is seen whether the routes stand.
  ///
  /// @throws MitigatorException if some are gone: whoever asks then reconciles
  @Override
  public Map<MitigationKey, Counters> measure() {
    routes.check();
    return Map.of();
  }

  @Override
  public void close() {
    routes.close();
  }
}
