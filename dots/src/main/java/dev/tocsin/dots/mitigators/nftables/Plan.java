// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
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
    for (var target : order.targets()) {
      var enforced = enforced(target);
      if (enforced == null) {
        return refused("ports are asked for of protocols that have none: " + target, false);
      }
      add(enforced, elements);
      if (elements.size() > ELEMENTS_MAX) {
        return refused("more than " + ELEMENTS_MAX + " filters for one mitigation", true);
      }
      enabled.add(enforced);
      actions.add(isBare(enforced) ? words(settings.bare()) : words(settings.scoped()));
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

  private static void add(MitigationOrder.Target target, Set<Element> elements) {
    for (var prefix : target.prefixes()) {
      if (isBare(target)) elements.add(Element.bare(prefix));
      for (int protocol : target.protocols()) {
        add(prefix, protocol, target.ports(), elements);
        if (elements.size() > ELEMENTS_MAX) return;
      }
    }
  }

  private static void add(
      Prefix prefix, int protocol, List<PortRange> ports, Set<Element> elements) {
    if (ports.isEmpty()) elements.add(Element.ofProtocol(prefix, protocol));
    for (var range : ports) {
      for (var block : PortBlock.of(range)) elements.add(Element.ofPorts(prefix, protocol, block));
    }
  }

  private static String words(NftablesSettings.Bare bare) {
    var penalty = bare.penalty().isZero() ? "" : ", then nothing for " + seconds(bare) + " s";
    return "limit %d packets/s per source%s, %d SYN/s in all"
        .formatted(bare.packetsPerSecond(), penalty, bare.synPerSecond());
  }

  private static long seconds(NftablesSettings.Bare bare) {
    return Math.max(1, bare.penalty().toSeconds());
  }

  private static String words(NftablesSettings.Scoped scoped) {
    return switch (scoped) {
      case NftablesSettings.Scoped.Drop _ -> "drop";
      case NftablesSettings.Scoped.Limit limit ->
          "limit " + limit.packetsPerSecond() + " packets/s";
    };
  }
}
