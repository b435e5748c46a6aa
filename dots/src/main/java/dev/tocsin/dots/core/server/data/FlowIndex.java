// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.match.Matches;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds entries of other clients that say the opposite of a new one. RFC 8783 §3.1 gives the
/// example: one client drops what another accepts, from the same source to the same destination.
/// Entries contradict each other when they match the same; one that matches less is an exception to
/// the other, and those are what lists are made of.
final class FlowIndex {

  private record Standing(DataClient client, String acl, Ace ace) {}

  private final Map<Matches, List<Standing>> flows = new HashMap<>();

  void add(DataClient client, Acl acl) {
    if (acl.activation() == ActivationType.DEACTIVATE) return;
    for (var ace : acl.aces()) {
      flows
          .computeIfAbsent(ace.matches(), _ -> new ArrayList<>(1))
          .add(new Standing(client, acl.name(), ace));
    }
  }

  void remove(DataClient client, Acl acl) {
    if (acl.activation() == ActivationType.DEACTIVATE) return;
    var distinct = new HashSet<Matches>();
    for (var ace : acl.aces()) {
      if (distinct.add(ace.matches())) remove(client, acl.name(), ace.matches());
    }
  }

  private void remove(DataClient client, String acl, Matches flow) {
    var standing = flows.get(flow);
    if (standing == null) return;
    standing.removeIf(each -> each.client == client && each.acl.equals(acl));
    if (standing.isEmpty()) flows.remove(flow);
  }

  /// @return in words, which entry of another client is in the way
  Optional<String> opposite(DataClient client, Ace ace) {
    for (var other : flows.getOrDefault(ace.matches(), List.of())) {
      if (other.client == client || !contradict(ace.actions(), other.ace.actions())) continue;
      return Optional.of(
          "another client of the domain has the opposite action for the same traffic: entry '%s' of list '%s'"
              .formatted(other.ace.name(), other.acl));
    }
    return Optional.empty();
  }

  private static boolean contradict(Actions one, Actions other) {
    return (one instanceof Actions.Drop) != (other instanceof Actions.Drop);
  }
}
