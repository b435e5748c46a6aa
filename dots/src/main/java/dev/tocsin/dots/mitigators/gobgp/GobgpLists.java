// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.mitigators.ListFilter;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.capability.AddressFamily;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import dev.tocsin.dots.wire.data.capability.ForwardingAction;
import dev.tocsin.dots.wire.data.capability.MatchField;
import dev.tocsin.dots.wire.flowspec.FlowAction;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Access control lists as flow specifications that discard: lists that only drop, in whatever
/// order, since routers try rules in an order of their own (RFC 8955 §5.1) and know of none that
/// would keep traffic from the rules behind it.
final class GobgpLists implements ListFilter {

  private static final Capabilities CAPABILITIES =
      new Capabilities(
          Set.of(AddressFamily.values()),
          Set.of(ForwardingAction.DROP),
          false,
          Set.of(1, 6, 17, 58),
          Set.of(
              MatchField.IPV4_DSCP,
              MatchField.IPV4_LENGTH,
              MatchField.IPV4_PROTOCOL,
              MatchField.IPV4_SOURCE_PREFIX,
              MatchField.IPV4_DESTINATION_PREFIX,
              MatchField.IPV4_FRAGMENT,
              MatchField.IPV6_DSCP,
              MatchField.IPV6_LENGTH,
              MatchField.IPV6_PROTOCOL,
              MatchField.IPV6_DESTINATION_PREFIX,
              MatchField.IPV6_SOURCE_PREFIX,
              MatchField.IPV6_FLOW_LABEL,
              MatchField.IPV6_FRAGMENT,
              MatchField.TCP_FLAGS,
              MatchField.TCP_FLAGS_BITMASK,
              MatchField.TCP_SOURCE_PORT,
              MatchField.TCP_DESTINATION_PORT,
              MatchField.TCP_PORT_RANGE,
              MatchField.UDP_SOURCE_PORT,
              MatchField.UDP_DESTINATION_PORT,
              MatchField.UDP_PORT_RANGE,
              MatchField.ICMP_TYPE,
              MatchField.ICMP_CODE));

  private final StandingRoutes routes;
  private final ListQuota quota;

  /// @param max routes of all lists together
  GobgpLists(StandingRoutes routes, int max) {
    this.routes = routes;
    this.quota = new ListQuota(max);
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Map<FilterKey, FilterEvent> install(Collection<FilterOrder> orders, Runnable between) {
    var events = new LinkedHashMap<FilterKey, FilterEvent>();
    routes.bring(plan(orders, events));
    return events;
  }

  @Override
  public void remove(Collection<FilterKey> keys) {
    var touched = new HashSet<Route.Name>();
    for (var key : keys) touched.addAll(end(key));
    routes.bring(touched);
  }

  private Set<Route.Name> end(FilterKey key) {
    quota.release(key);
    return routes.want(new Holder.OfList(key), Set.of());
  }

  @Override
  public Map<FilterKey, FilterEvent> reconcile(Collection<FilterOrder> orders, Runnable between) {
    var events = new LinkedHashMap<FilterKey, FilterEvent>();
    routes.forget(Holder.OfList.class);
    quota.clear();
    plan(orders, events);
    routes
        .agree(StandingRoutes.Known.LISTS)
        .forEach(
            (holder, reason) -> {
              if (holder instanceof Holder.OfList(var key)) {
                events.put(key, new FilterEvent.Failing(reason));
              }
            });
    return events;
  }

  /// BGP counts nothing; whether the routes stand is seen with the mitigations'.
  @Override
  public Map<FilterKey, Map<String, Statistics>> measure(Runnable between) {
    return Map.of();
  }

  /// A list that is refused ends.
  private Set<Route.Name> plan(Collection<FilterOrder> orders, Map<FilterKey, FilterEvent> events) {
    var touched = new HashSet<Route.Name>();
    for (var order : orders) {
      touched.addAll(end(order.key()));
      try {
        touched.addAll(begin(order));
        events.put(order.key(), new FilterEvent.Installed());
      } catch (IllegalArgumentException e) {
        events.put(order.key(), new FilterEvent.Refused(String.valueOf(e.getMessage())));
      }
    }
    return touched;
  }

  /// @throws IllegalArgumentException with the reason if flow specifications cannot say it, or if
  ///   there is no room for it
  private Set<Route.Name> begin(FilterOrder order) {
    var flows = flows(order);
    if (routes.isFullWith(flows)) throw new IllegalArgumentException(routes.full());
    quota.take(order.key(), flows.size());
    return routes.want(new Holder.OfList(order.key()), flows);
  }

  private Set<Route> flows(FilterOrder order) {
    var flows = new LinkedHashSet<Route>();
    for (var ace : order.acl().aces()) {
      if (!(ace.actions() instanceof Actions.Drop)) {
        throw new IllegalArgumentException(
            "entry '%s' accepts: flow specifications only drop".formatted(ace.name()));
      }
      for (var rule : new EntryFlows(ace).rules(order.within())) {
        flows.add(new Route.Flow(rule, new FlowAction.Drop()));
      }
      quota.check(flows.size());
    }
    return flows;
  }
}
