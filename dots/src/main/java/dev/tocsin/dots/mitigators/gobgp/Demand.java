// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which mitigations and lists want which routes. Several may want the same one.
final class Demand {

  private final Map<Holder, Set<Route>> routes = new HashMap<>();
  private final Map<Route.Name, Map<Holder, Route>> holders = new LinkedHashMap<>();

  /// From now on the mitigation wants these routes and no others.
  ///
  /// @return all names that it wanted before or wants now
  Set<Route.Name> set(Holder key, Set<Route> wanted) {
    var touched = new HashSet<Route.Name>();
    var before = wanted.isEmpty() ? routes.remove(key) : routes.put(key, wanted);
    for (var route : before == null ? Set.<Route>of() : before) {
      touched.add(route.name());
      holders.computeIfPresent(route.name(), (_, by) -> without(by, key));
    }
    for (var route : wanted) {
      touched.add(route.name());
      holders.computeIfAbsent(route.name(), _ -> new HashMap<>()).put(key, route);
    }
    return touched;
  }

  private static @org.jspecify.annotations.Nullable Map<Holder, Route> without(
      Map<Holder, Route> by, Holder key) {
    by.remove(key);
    return by.isEmpty() ? null : by;
  }

  /// How many routes there would be with these.
  int sizeWith(Set<Route> more) {
    return holders.size()
        + (int) more.stream().filter(each -> !holders.containsKey(each.name())).count();
  }

  /// The route that is to stand under the name.
  Optional<Route> wanted(Route.Name name) {
    return holders.getOrDefault(name, Map.of()).values().stream()
        .min(Comparator.comparingLong(Route::passing));
  }

  Set<Route.Name> names() {
    return Collections.unmodifiableSet(holders.keySet());
  }

  Set<Holder> holders(Route.Name name) {
    return Collections.unmodifiableSet(holders.getOrDefault(name, Map.of()).keySet());
  }

  /// Forgets all that holders of this kind want.
  void clear(Class<? extends Holder> kind) {
    for (var holder : List.copyOf(routes.keySet())) {
      if (kind.isInstance(holder)) set(holder, Set.of());
    }
  }
}
