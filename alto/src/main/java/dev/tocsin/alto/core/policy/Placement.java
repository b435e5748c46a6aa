// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.net.PrefixMap;
import java.net.InetAddress;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Finds the node of the topology where a prefix is reached: the one that a list names, otherwise
/// that of its next hop, otherwise the one that it is attached to. One thread at a time.
final class Placement {

  private final Topology topology;
  private final Map<InetAddress, String> egresses;
  private final PrefixMap<Topology.Attachment> attached = new PrefixMap<>();
  // A table shares its reaches: which one it is tells enough, and costs no look at all of it.
  private final Map<Reach, OptionalInt> known = new IdentityHashMap<>();

  /// @param egresses nodes of next hops that the topology itself does not tell
  Placement(Topology topology, Map<InetAddress, String> egresses) {
    this.topology = topology;
    this.egresses = egresses;
    for (var each : topology.attachments()) attached.add(each.prefix(), each);
  }

  OptionalInt node(Prefix prefix, Reach reach) {
    var byReach = known.computeIfAbsent(reach, this::byReach);
    // Only a prefix that nothing else is known of is looked for itself.
    return byReach.isPresent() || reach.egress().isPresent() ? byReach : byAttachment(prefix);
  }

  private OptionalInt byReach(Reach reach) {
    if (reach.node().isPresent()) return named(reach.node().get());
    if (reach.egress().isEmpty()) return OptionalInt.empty();
    var egress = reach.egress().get();
    var byList = Optional.ofNullable(egresses.get(egress));
    if (byList.isPresent()) return named(byList.get());
    var byName = topology.number(egress.getHostAddress());
    return byName.isPresent() ? byName : byAttachment(Prefix.of(egress));
  }

  private OptionalInt named(String name) {
    var number = topology.number(name);
    if (number.isEmpty()) {
      throw new PolicyException("node '%s' is named, and the topology has none".formatted(name));
    }
    return number;
  }

  /// Where a prefix is attached to several nodes, the nearest of them has the least metric.
  private OptionalInt byAttachment(Prefix prefix) {
    return attached.longestMatch(prefix).stream()
        .map(PrefixMap.Entry::value)
        .reduce((a, b) -> b.metric() < a.metric() ? b : a)
        .map(each -> OptionalInt.of(each.node()))
        .orElse(OptionalInt.empty());
  }
}
