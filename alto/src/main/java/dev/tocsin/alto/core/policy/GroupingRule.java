// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import dev.tocsin.alto.core.topology.Topology;
import java.util.Map;
import java.util.Optional;

/// One way to tell which prefixes belong together. Rules are tried in order; the first that has an
/// answer names the group.
public sealed interface GroupingRule {

  /// What an operator's list says.
  record ByList() implements GroupingRule {}

  /// The first of a route's communities that has a name here.
  ///
  /// @param names by community, four bytes
  record ByCommunity(Map<Integer, String> names) implements GroupingRule {
    public ByCommunity {
      names = Map.copyOf(names);
    }
  }

  /// What the topology says of the node where the prefix is reached.
  ///
  /// @param label for example `region`
  record ByRegion(String label) implements GroupingRule {}

  /// The node where the prefix is reached.
  record ByFirstHop() implements GroupingRule {}

  /// The autonomous system where the path ends.
  record ByOriginAs() implements GroupingRule {}

  /// @param node where the prefix is reached, if that is known
  default Optional<String> group(Reach reach, Optional<Topology.Node> node) {
    return switch (this) {
      case ByList() -> reach.group();
      case ByCommunity(var names) ->
          reach.communities().stream()
              .filter(names::containsKey)
              .findFirst()
              .map(community -> Optional.ofNullable(names.get(community)).orElseThrow());
      case ByRegion(var label) ->
          node.flatMap(each -> Optional.ofNullable(each.labels().get(label)))
              .filter(text -> !text.isBlank());
      case ByFirstHop() -> node.map(Topology.Node::name);
      case ByOriginAs() ->
          reach.originAs().isPresent()
              ? Optional.of("as" + reach.originAs().getAsLong())
              : Optional.empty();
    };
  }
}
