// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.match.Matches;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds entries of other clients that say the opposite of a new one. RFC 8783 §3.1 gives the
/// example: one client drops what another accepts, from the same source to the same destination.
/// Entries contradict each other when they match the same; one that matches less is an exception to
/// the other, and those are what lists are made of.
final class FlowIndex {

  private record Standing(DataClient client, String acl, Ace ace) {}

  private final Map<Matches, List<Standing>> flows = new HashMap<>();

  /// A list has these entries instead of those; what is in both stays where it is.
  void replace(DataClient client, String acl, List<Ace> before, List<Ace> after) {
    var gone = identities(before);
    var added = identities(after);
    for (var ace : before) {
      if (!added.contains(ace)) remove(client, acl, ace);
    }
    for (var ace : after) {
      if (gone.contains(ace)) continue;
      flows
          .computeIfAbsent(ace.matches(), _ -> new ArrayList<>(1))
          .add(new Standing(client, acl, ace));
    }
  }

  /// The entries of a list that count: those of one that is never in force do not.
  static List<Ace> entries(@Nullable AclEntry entry) {
    if (entry == null || entry.acl().activation() == ActivationType.DEACTIVATE) return List.of();
    return entry.acl().aces();
  }

  private static Set<Ace> identities(List<Ace> aces) {
    Set<Ace> identities = Collections.newSetFromMap(new IdentityHashMap<>());
    identities.addAll(aces);
    return identities;
  }

  private void remove(DataClient client, String acl, Ace ace) {
    var standing = flows.get(ace.matches());
    if (standing == null) return;
    standing.removeIf(each -> each.ace == ace && each.client == client && each.acl.equals(acl));
    if (standing.isEmpty()) flows.remove(ace.matches());
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
