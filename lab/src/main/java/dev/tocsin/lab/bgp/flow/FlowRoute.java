// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A flow specification that a router has learned, and what it is to do.
///
/// @param components each field at most once, in the order of the wire's types
/// @param text as BIRD writes what it matches
public record FlowRoute(
    boolean ipv4,
    Optional<FlowPrefix> destination,
    Optional<FlowPrefix> source,
    List<Component> components,
    FlowActions actions,
    String text) {

  public FlowRoute {
    components = List.copyOf(components);
    if (components.stream().map(Component::field).collect(Collectors.toSet()).size()
        != components.size()) {
      throw new IllegalArgumentException("a field twice");
    }
  }

  @Override
  public String toString() {
    return text + " " + actions;
  }
}
