// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What an order comes down to: the filters, and what is said of them; or why not.
///
/// @param elements empty exactly if the order is refused
record Plan(Set<Element> elements, MitigatorEvent event) {

  private static final int ELEMENTS_MAX = 10_000;
  // TCP, UDP, DCCP, SCTP: the protocols that have ports where `th dport` looks for them.
  private static final List<Integer> WITH_PORTS = List.of(6, 17, 33, 132);

  static Plan of(MitigationOrder order, NftablesSettings settings) {
    var elements = new LinkedHashSet<Element>();
    var enabled = new ArrayList<MitigationOrder.Target>();
    var actions = new LinkedHashSet<String>();
    var bare = Treatment.bare(order.policy(), settings);
    var scoped = Treatment.scoped(order.policy(), settings);
    for (var target : order.targets()) {
      var enforced = enforced(target);
      if (enforced == null) {
        return refused("ports are asked for of protocols that have none: " + target, false);
      }
      var treatment = isBare(enforced) ? bare : scoped;
      add(enforced, treatment, elements);
      if (elements.size() > ELEMENTS_MAX) {
        return refused("more than " + ELEMENTS_MAX + " filters for one mitigation", true);
      }
      enabled.add(enforced);
      actions.add(treatment.words());
    }
    if (elements.isEmpty()) return refused("no prefix to protect", false);
    return new Plan(elements, new MitigatorEvent.Enabled(enabled, String.join("; ", actions)));
  }

  static Plan refused(String reason, boolean exceeded) {
    return new Plan(Set.of(), new MitigatorEvent.Refused(reason, exceeded));
  }

  private static boolean isBare(MitigationOrder.Target target) {
    return target.protocols().isEmpty() && target.ports().isEmpty();
  }

  /// The target with the protocols that are really filtered; null if there are none.
  private static MitigationOrder.@org.jspecify.annotations.Nullable Target enforced(
      MitigationOrder.Target target) {
    if (target.ports().isEmpty()) return target;
    var protocols =
        target.protocols().isEmpty()
            ? WITH_PORTS
            : target.protocols().stream().filter(WITH_PORTS::contains).toList();
    if (protocols.isEmpty()) return null;
    return new MitigationOrder.Target(target.prefixes(), target.ports(), protocols);
  }

  private static void add(
      MitigationOrder.Target target, Treatment treatment, Set<Element> elements) {
    for (var prefix : target.prefixes()) {
      if (isBare(target)) elements.add(Element.bare(prefix, treatment));
      for (int protocol : target.protocols()) {
        if (target.ports().isEmpty()) {
          elements.add(Element.ofProtocol(prefix, protocol, treatment));
        }
        for (var range : target.ports()) {
          for (var block : PortBlock.of(range)) {
            elements.add(Element.ofPorts(prefix, protocol, block, treatment));
          }
        }
        if (elements.size() > ELEMENTS_MAX) return;
      }
    }
  }
}
