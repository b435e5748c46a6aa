// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/// Puts prefixes into groups, at most as many as the plan allows.
final class Grouping {

  private static final Prefix ALL_IPV4 = Prefix.parse("0.0.0.0/0");
  private static final Prefix ALL_IPV6 = Prefix.parse("::/0");

  private final MapPlan plan;
  private final Topology topology;
  private final Placement placement;
  private final Map<String, Group> groups = new TreeMap<>();
  private int merged;

  /// What becomes a PID.
  static final class Group {
    final List<Prefix> prefixes = new ArrayList<>();

    /// How many of its prefixes are reached there, by node.
    final Map<Integer, Integer> nodes = new TreeMap<>();

    long pathLengths;

    void add(Prefix prefix, OptionalInt node, int pathLength) {
      prefixes.add(prefix);
      pathLengths += pathLength;
      node.ifPresent(each -> nodes.merge(each, 1, Integer::sum));
    }

    void addAll(Group other) {
      prefixes.addAll(other.prefixes);
      pathLengths += other.pathLengths;
      other.nodes.forEach((node, count) -> nodes.merge(node, count, Integer::sum));
    }

    /// Mean of its prefixes.
    double pathLength() {
      return prefixes.isEmpty() ? 0 : (double) pathLengths / prefixes.size();
    }
  }

  /// What was decided about a reach at a node. A table shares its reaches, so that one is found by
  /// which it is.
  private final Map<Reach, Map<OptionalInt, String>> decided = new IdentityHashMap<>();

  Grouping(MapPlan plan, Topology topology, Placement placement) {
    this.plan = plan;
    this.topology = topology;
    this.placement = placement;
  }

  /// @return by PID name, in the order of the names
  Map<String, Group> group(RouteTable routes) {
    group(plan.rest());
    routes
        .reaches()
        .forEach(
            (prefix, reach) -> {
              var node = placement.node(prefix, reach);
              group(name(reach, node)).add(prefix, node, reach.pathLength());
            });
    attachments(routes);
    coverAll();
    keepBelowMax();
    return named();
  }

  /// What is attached to the topology is reached there, unless a source says more of it.
  private void attachments(RouteTable routes) {
    var seen = new TreeSet<Prefix>();
    for (var each : topology.attachments()) {
      if (routes.reaches().containsKey(each.prefix()) || !seen.add(each.prefix())) continue;
      var node = placement.node(each.prefix(), Reach.UNKNOWN);
      group(name(Reach.UNKNOWN, node)).add(each.prefix(), node, 0);
    }
  }

  private Group group(String name) {
    return groups.computeIfAbsent(name, _ -> new Group());
  }

  private String name(Reach reach, OptionalInt node) {
    return decided
        .computeIfAbsent(reach, _ -> new HashMap<>(1))
        .computeIfAbsent(node, number -> decide(reach, number));
  }

  private String decide(Reach reach, OptionalInt number) {
    Optional<Topology.Node> node =
        number.isPresent()
            ? Optional.of(topology.nodes().get(number.getAsInt()))
            : Optional.empty();
    return plan.rules().stream()
        .flatMap(rule -> rule.group(reach, node).stream())
        .findFirst()
        .orElse(plan.rest());
  }

  // RFC 7285 §11.2.2: every address has a PID.
  private void coverAll() {
    for (var all : List.of(ALL_IPV4, ALL_IPV6)) {
      boolean isCovered = groups.values().stream().anyMatch(each -> each.prefixes.contains(all));
      if (!isCovered) group(plan.rest()).prefixes.add(all);
    }
  }

  /// Folds the smallest groups together: into one for the node where most of their prefixes are
  /// reached while that helps, then into the rest.
  private void keepBelowMax() {
    int surplus = groups.size() - plan.pidsMax();
    if (surplus <= 0) return;
    var bySize = new ArrayList<>(groups.keySet());
    bySize.remove(plan.rest());
    bySize.sort(
        Comparator.<String>comparingInt(name -> group(name).prefixes.size())
            .thenComparing(Comparator.naturalOrder()));
    var byNode = new TreeMap<Integer, List<String>>();
    for (var name : bySize) {
      mainNode(group(name))
          .ifPresent(node -> byNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(name));
    }
    byNode.forEach((node, names) -> foldIntoNode(node, names));
    bySize.retainAll(groups.keySet());
    for (var name : bySize) {
      if (groups.size() <= plan.pidsMax()) return;
      fold(name, plan.rest());
    }
  }

  private void foldIntoNode(int node, List<String> names) {
    if (names.size() < 2) return;
    var first = "near-" + topology.nodes().get(node).name();
    for (int i = 0; i < names.size() && groups.size() >= plan.pidsMax(); i++) {
      fold(names.get(i), first);
    }
  }

  private void fold(String name, String into) {
    var gone = groups.remove(name);
    if (gone == null) return;
    merged++;
    group(into).addAll(gone);
  }

  private static Optional<Integer> mainNode(Group group) {
    return group.nodes.entrySet().stream()
        .max(
            Map.Entry.<Integer, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey);
  }

  private Map<String, Group> named() {
    var names = PidNames.of(new TreeSet<>(groups.keySet()));
    var named = new TreeMap<String, Group>();
    groups.forEach(
        (name, group) -> named.put(Optional.ofNullable(names.get(name)).orElseThrow(), group));
    return named;
  }

  /// Groups that were folded into others because there were too many.
  int merged() {
    return merged;
  }
}
