// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.data;

import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.rest.Insert;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The shortest way from what stands to what shall be.
public final class ResourceDiff {

  private ResourceDiff() {}

  /// Removals come first: what goes must not stand in the way of what comes, as a drop list would
  /// of an accept list for the same traffic (RFC 8783 §7.2).
  ///
  /// @return in the order in which they are to be made; empty if nothing is to be done
  public static List<ResourceChange> between(Resources standing, Resources wanted) {
    var changes = new ArrayList<ResourceChange>();
    removals(standing, wanted, changes);
    aliases(byName(standing.aliases(), Alias::name), wanted, changes);
    lists(standing, wanted, changes);
    return List.copyOf(changes);
  }

  private static void removals(Resources standing, Resources wanted, List<ResourceChange> changes) {
    var lists = byName(wanted.lists(), Acl::name).keySet();
    standing.lists().stream()
        .filter(each -> !lists.contains(each.name()))
        .forEach(each -> changes.add(new ResourceChange.RemoveList(each)));
    var aliases = byName(wanted.aliases(), Alias::name).keySet();
    standing.aliases().stream()
        .filter(each -> !aliases.contains(each.name()))
        .forEach(each -> changes.add(new ResourceChange.RemoveAlias(each)));
  }

  private static void aliases(
      Map<String, Alias> standing, Resources wanted, List<ResourceChange> changes) {
    for (var alias : wanted.aliases()) {
      var before = Optional.ofNullable(standing.get(alias.name()));
      if (before.isPresent() && isSame(before.get(), alias)) continue;
      changes.add(new ResourceChange.PutAlias(alias, before));
    }
  }

  private static void lists(Resources standing, Resources wanted, List<ResourceChange> changes) {
    var before = byName(standing.lists(), Acl::name);
    var staying = inOrder(standing, wanted);
    Optional<String> previous = Optional.empty();
    for (var list : wanted.lists()) {
      var old = Optional.ofNullable(before.get(list.name()));
      boolean stays = staying.contains(list.name());
      if (!stays || !isSame(old.orElseThrow(), list)) {
        Optional<Insert> insert = stays ? Optional.empty() : Optional.of(behind(previous));
        changes.add(new ResourceChange.PutList(list, old, insert));
      }
      previous = Optional.of(list.name());
    }
  }

  // RFC 8040 §4.8.5: when its turn comes, the one before it stands where it belongs.
  private static Insert behind(Optional<String> previous) {
    return previous.isEmpty() ? new Insert.First() : new Insert.After(previous.get());
  }

  private static int place(Map<String, Integer> places, String name) {
    return places.getOrDefault(name, 0);
  }

  /// Most of the lists that can keep their places: the longest sequence of them that stands in the
  /// wanted order.
  private static Set<String> inOrder(Resources standing, Resources wanted) {
    var places = new HashMap<String, Integer>();
    for (var list : standing.lists()) places.put(list.name(), places.size());
    var names =
        wanted.lists().stream().map(Acl::name).filter(places::containsKey).toArray(String[]::new);
    // The ends of the shortest sequences of each length, and what comes before each name.
    var ends = new ArrayList<String>();
    var before = new HashMap<String, String>();
    for (var name : names) {
      int length = 0;
      int top = ends.size();
      while (length < top) {
        int middle = (length + top) >>> 1;
        if (place(places, ends.get(middle)) < place(places, name)) length = middle + 1;
        else top = middle;
      }
      if (length > 0) before.put(name, ends.get(length - 1));
      if (length == ends.size()) ends.add(name);
      else ends.set(length, name);
    }
    var staying = new HashSet<String>();
    var next = ends.isEmpty() ? null : ends.getLast();
    while (next != null) {
      staying.add(next);
      next = before.get(next);
    }
    return staying;
  }

  /// Whether they mean the same. The order in a set of targets means nothing (RFC 7950 §7.7.1).
  static boolean isSame(Alias one, Alias other) {
    return one.name().equals(other.name()) && sets(one.target()).equals(sets(other.target()));
  }

  private static List<Set<?>> sets(Scope target) {
    return List.of(
        new HashSet<>(target.prefixes()),
        new HashSet<>(target.ports()),
        new HashSet<>(target.protocols()),
        new HashSet<>(target.fqdns()),
        new HashSet<>(target.uris()));
  }

  /// Whether they mean the same, whatever was counted and however long they still live.
  static boolean isSame(Acl one, Acl other) {
    return configured(one).equals(configured(other));
  }

  private static Acl configured(Acl list) {
    var entries =
        list.aces().stream().map(ace -> new Ace(ace.name(), ace.matches(), ace.actions())).toList();
    return new Acl(list.name(), list.type(), list.activation(), OptionalInt.empty(), entries);
  }

  private static <T> Map<String, T> byName(List<T> all, Function<T, String> name) {
    return all.stream().collect(Collectors.toMap(name, Function.identity(), (first, _) -> first));
  }
}
