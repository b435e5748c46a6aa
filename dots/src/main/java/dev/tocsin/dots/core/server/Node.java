// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import java.util.Optional;
import java.util.Set;

/// One of the servers that share a store.
///
/// @param name {@link Mitigation#ONLY_NODE} without others
/// @param local mitigators that act on this node's own host; each node has its own under such a
///   name
public record Node(String name, Set<String> local) {
  public static final Node ONLY = new Node(Mitigation.ONLY_NODE, Set.of());

  public Node {
    local = Set.copyOf(local);
  }

  /// The instance that a name in a domain's choices means here.
  public String instance(String mitigator) {
    return local.contains(mitigator) ? mitigator + "@" + name : mitigator;
  }

  /// The name under which domains may use an instance.
  public static String named(String instance) {
    int at = instance.indexOf('@');
    return at < 0 ? instance : instance.substring(0, at);
  }

  /// The node on whose host an instance acts; empty if any node can drive it.
  public static Optional<String> host(String instance) {
    int at = instance.indexOf('@');
    return at < 0 ? Optional.empty() : Optional.of(instance.substring(at + 1));
  }
}
