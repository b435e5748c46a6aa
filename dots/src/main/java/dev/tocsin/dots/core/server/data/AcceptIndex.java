// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.net.PrefixMap;
import dev.tocsin.dots.core.server.data.rules.Acceptance;
import dev.tocsin.dots.wire.ConflictInformation.AclRef;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.match.Labelled;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the lists because of which an attack gets past a mitigation (RFC 9132 §4.4.1.3, conflict
/// cause 2): those that accept whatever goes to its target, and those that are seen to accept a
/// flood. Of one domain.
final class AcceptIndex {

  // RFC 9132 §4.6: a status has to fit a datagram.
  private static final int NAMED_MAX = 8;

  private record Accepting(DataClient client, String acl) {}

  private final PrefixMap<Accepting> everything = new PrefixMap<>();
  private final PrefixMap<Accepting> floods = new PrefixMap<>();
  private final Map<Accepting, Set<Prefix>> flooded = new HashMap<>();

  void add(DataClient client, Acl acl) {
    var list = new Accepting(client, acl.name());
    for (var destination : Acceptance.destinations(acl)) everything.add(destination, list);
  }

  void remove(DataClient client, Acl acl) {
    var list = new Accepting(client, acl.name());
    for (var destination : Acceptance.destinations(acl)) everything.remove(destination, list);
    flooded(client, acl.name(), Set.of());
  }

  /// A list accepts floods to these destinations, and to no others any more.
  ///
  /// @return destinations of which that is news
  Set<Prefix> flooded(DataClient client, String acl, Set<Prefix> destinations) {
    var list = new Accepting(client, acl);
    var before = flooded.getOrDefault(list, Set.of());
    if (before.equals(destinations)) return Set.of();
    for (var gone : before) floods.remove(gone, list);
    for (var each : destinations) floods.add(each, list);
    if (destinations.isEmpty()) flooded.remove(list);
    else flooded.put(list, destinations);
    var changed = new HashSet<>(before);
    changed.addAll(destinations);
    return changed;
  }

  /// What stands in the way of a mitigation that is in force.
  ///
  /// @param cuid of the mitigation
  /// @return empty if nothing does; otherwise the client's own lists, by which it can do something
  Optional<List<AclRef>> conflict(String cuid, Collection<Prefix> targets) {
    if (everything.isEmpty() && floods.isEmpty()) return Optional.empty();
    var search = new Search(cuid);
    for (var target : targets) {
      if (everything.anyOverlapping(target, search::isEnough)) break;
      if (floods.anyOverlapping(target, search::isEnough)) break;
    }
    return search.result();
  }

  private static final class Search {
    private final String cuid;
    private final Map<String, AclRef> own = new LinkedHashMap<>();
    private boolean others;

    Search(String cuid) {
      this.cuid = cuid;
    }

    boolean isEnough(Accepting list) {
      var entry = list.client().acl(list.acl());
      if (entry == null) return false;
      if (!list.client().cuid().equals(cuid)) {
        others |= AclDesk.isInForce(list.client(), entry.acl());
      } else if (entry.acl().activation() != ActivationType.DEACTIVATE) {
        // The mitigation that is asked about activates what waits for one.
        var type = entry.acl().type().map(Labelled::label).orElse("");
        own.put(list.acl(), new AclRef(list.acl(), type));
      }
      return own.size() == NAMED_MAX;
    }

    Optional<List<AclRef>> result() {
      return own.isEmpty() && !others ? Optional.empty() : Optional.of(List.copyOf(own.values()));
    }
  }
}
