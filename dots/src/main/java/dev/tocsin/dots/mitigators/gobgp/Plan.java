// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Scoped;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.wire.flowspec.FlowAction;
import dev.tocsin.dots.wire.flowspec.FlowRule;
import dev.tocsin.dots.wire.flowspec.NumberField;
import dev.tocsin.dots.wire.flowspec.NumberRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an order comes down to: the routes, and what is said of them; or why not.
///
/// @param routes empty exactly if the order is refused
record Plan(Set<Route> routes, MitigatorEvent event) {

  private static final int ROUTES_MAX = 5_000;
  // RFC 8955 §4.2.2.4: a rule with ports matches TCP and UDP only.
  private static final List<Integer> WITH_PORTS = List.of(6, 17);
  // gobgpd 3 cannot write rules from 240 octets on. Longer lists become several rules.
  private static final int PORT_RANGES_PER_RULE = 30;
  private static final int PROTOCOLS_PER_RULE = 8;

  Plan {
    routes = Set.copyOf(routes);
  }

  static Plan of(MitigationOrder order, GobgpSettings settings) {
    var routes = new LinkedHashSet<Route>();
    var enabled = new ArrayList<Target>();
    var actions = new LinkedHashSet<String>();
    for (var target : order.targets()) {
      var redirect = redirect(order.policy());
      var action = redirect.orElseGet(() -> unlessRedirected(target, order.policy(), settings));
      boolean blackhole = isBlackholed(target, redirect.isPresent(), settings.mode());
      if (blackhole && redirect.isPresent()) {
        // Another mitigator may be able to.
        return refused("the domain wants traffic redirected, and this blackholes all of it", false);
      }
      if (blackhole && !isBare(target) && isLimit(order.policy())) {
        return refused("the domain wants traffic limited, and this blackholes all of it", false);
      }
      var enforced = blackhole ? bare(target) : withPorts(target);
      if (enforced == null) {
        return refused("ports are asked for of protocols other than TCP and UDP: " + target, false);
      }
      if (blackhole) target.prefixes().forEach(each -> routes.add(new Route.Blackhole(each)));
      else add(enforced, action, routes);
      if (routes.size() > ROUTES_MAX) {
        return refused("more than " + ROUTES_MAX + " routes for one mitigation", true);
      }
      enabled.add(enforced);
      actions.add(blackhole ? "blackhole" : action.toString());
    }
    if (routes.isEmpty()) return refused("no prefix to protect", false);
    return new Plan(routes, new MitigatorEvent.Enabled(enabled, String.join("; ", actions)));
  }

  static Plan refused(String reason, boolean exceeded) {
    return new Plan(Set.of(), new MitigatorEvent.Refused(reason, exceeded));
  }

  private static boolean isBare(Target target) {
    return target.protocols().isEmpty() && target.ports().isEmpty();
  }

  private static boolean isBlackholed(
      Target target, boolean isRedirected, GobgpSettings.Mode mode) {
    return switch (mode) {
      case BY_SCOPE -> isBare(target) && !isRedirected;
      case BLACKHOLE -> true;
      case FLOWSPEC -> false;
    };
  }

  private static Optional<FlowAction> redirect(EnforcementPolicy policy) {
    return policy
        .redirect()
        .flatMap(EnforcementPolicy.Redirect::routeTarget)
        .map(FlowAction.Redirect::new);
  }

  private static FlowAction unlessRedirected(
      Target target, EnforcementPolicy policy, GobgpSettings settings) {
    return isBare(target) ? settings.flowspec().action() : scoped(policy, settings);
  }

  /// What the domain's policy leaves open, the settings decide.
  private static FlowAction scoped(EnforcementPolicy policy, GobgpSettings settings) {
    if (policy.scoped().isEmpty()) return settings.flowspec().action();
    return switch (policy.scoped().get()) {
      case Scoped.Drop() -> new FlowAction.Drop();
      case Scoped.Limit(int packetsPerSecond, _) -> new FlowAction.PacketRate(packetsPerSecond);
    };
  }

  private static boolean isLimit(EnforcementPolicy policy) {
    return policy.scoped().filter(Scoped.Limit.class::isInstance).isPresent();
  }

  private static Target bare(Target target) {
    return new Target(target.prefixes(), List.of(), List.of());
  }

  /// The target with the protocols that are really filtered; null if there are none.
  private static @Nullable Target withPorts(Target target) {
    if (target.ports().isEmpty()) return target;
    var protocols =
        target.protocols().isEmpty()
            ? WITH_PORTS
            : target.protocols().stream().filter(WITH_PORTS::contains).toList();
    if (protocols.isEmpty()) return null;
    return new Target(target.prefixes(), target.ports(), protocols);
  }

  private static void add(Target target, FlowAction action, Set<Route> routes) {
    var protocols = target.protocols().stream().map(NumberRange::of).toList();
    var ports = target.ports().stream().map(Plan::numbers).toList();
    for (var prefix : target.prefixes()) {
      for (var someProtocols : parts(protocols, PROTOCOLS_PER_RULE)) {
        for (var somePorts : parts(ports, PORT_RANGES_PER_RULE)) {
          routes.add(new Route.Flow(rule(prefix, someProtocols, somePorts), action));
          if (routes.size() > ROUTES_MAX) return;
        }
      }
    }
  }

  private static FlowRule rule(
      Prefix prefix, List<NumberRange> protocols, List<NumberRange> ports) {
    return FlowRule.to(prefix)
        .with(NumberField.PROTOCOL, protocols)
        .with(NumberField.DESTINATION_PORT, ports);
  }

  private static NumberRange numbers(PortRange range) {
    return new NumberRange(range.lower(), range.upper());
  }

  /// The list in parts; an empty list is one empty part.
  private static List<List<NumberRange>> parts(List<NumberRange> ranges, int size) {
    var merged = NumberRange.merged(ranges);
    if (merged.isEmpty()) return List.of(List.of());
    var parts = new ArrayList<List<NumberRange>>();
    for (int from = 0; from < merged.size(); from += size) {
      parts.add(merged.subList(from, Math.min(merged.size(), from + size)));
    }
    return parts;
  }
}
