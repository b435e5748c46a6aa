// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.scope;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.net.PrefixMap;
import dev.tocsin.dots.wire.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds what shares a target with a scope, at the cost of what is found and not of what is there.
///
/// RFC 9132 §4.4.1.3: scopes overlap if there is a common IP address, IP prefix, FQDN, URI or
/// alias; ports and protocols do not count. What names resolve to is kept apart: {@link
/// #overlapping} compares what was asked for, {@link #reaching} the addresses of names, too.
public final class OverlapIndex<V> {

  private final PrefixMap<V> byPrefix = new PrefixMap<>();
  private final PrefixMap<V> byAddress = new PrefixMap<>();
  private final Map<String, Set<V>> byName = new HashMap<>();

  public void add(Scope scope, V value) {
    for (var prefix : scope.prefixes()) byPrefix.add(prefix, value);
    eachName(scope, name -> byName.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(value));
  }

  public void remove(Scope scope, V value) {
    for (var prefix : scope.prefixes()) byPrefix.remove(prefix, value);
    eachName(
        scope,
        name ->
            byName.computeIfPresent(
                name,
                (_, values) -> {
                  values.remove(value);
                  return values.isEmpty() ? null : values;
                }));
  }

  /// Each value once.
  public List<V> overlapping(Scope scope, Predicate<V> wanted) {
    var found = new Found<>(wanted);
    overlapping(scope, found);
    return found.values();
  }

  private void overlapping(Scope scope, Consumer<V> found) {
    for (var prefix : scope.prefixes()) byPrefix.eachOverlapping(prefix, found);
    eachName(scope, name -> byName.getOrDefault(name, Set.of()).forEach(found));
  }

  /// As {@link #overlapping}, with those whose names resolve to what the scope covers.
  ///
  /// @param reach a scope with what its own names resolve to among its prefixes
  public List<V> reaching(Scope reach, Predicate<V> wanted) {
    var found = new Found<>(wanted);
    overlapping(reach, found);
    for (var prefix : reach.prefixes()) byAddress.eachOverlapping(prefix, found);
    return found.values();
  }

  /// Most requests overlap nothing but themselves, and then need no set.
  private static final class Found<V> implements Consumer<V> {
    private final Predicate<V> wanted;
    private @Nullable Set<V> values;

    Found(Predicate<V> wanted) {
      this.wanted = wanted;
    }

    @Override
    public void accept(V value) {
      if (!wanted.test(value)) return;
      if (values == null) values = new LinkedHashSet<>();
      values.add(value);
    }

    List<V> values() {
      return values == null ? List.of() : List.copyOf(values);
    }
  }

  /// The addresses of the value's names were these and are those.
  public void resolved(List<Prefix> before, List<Prefix> after, V value) {
    for (var address : before) byAddress.remove(address, value);
    for (var address : after) byAddress.add(address, value);
  }

  private static void eachName(Scope scope, Consumer<String> action) {
    if (!scope.hasNames()) return;
    for (var fqdn : scope.fqdns()) action.accept("fqdn " + Ownership.canonical(fqdn));
    for (var uri : scope.uris()) action.accept("uri " + uri);
    for (var alias : scope.aliases()) action.accept("alias " + alias);
  }

  /// What two overlapping scopes have in common, and nothing of either beyond that.
  public static Scope common(Scope one, Scope other) {
    var prefixes = new LinkedHashSet<Prefix>();
    for (var mine : one.prefixes()) {
      for (var theirs : other.prefixes()) {
        if (mine.contains(theirs)) prefixes.add(theirs);
        else if (theirs.contains(mine)) prefixes.add(mine);
      }
    }
    return new Scope(
        List.copyOf(prefixes),
        commonPorts(one.ports(), other.ports()),
        commonOf(one.protocols(), other.protocols(), true),
        commonOf(one.fqdns(), other.fqdns(), false),
        commonOf(one.uris(), other.uris(), false),
        commonOf(one.aliases(), other.aliases(), false));
  }

  private static <T> List<T> commonOf(List<T> one, List<T> other, boolean emptyIsAny) {
    if (emptyIsAny && one.isEmpty()) return other;
    if (emptyIsAny && other.isEmpty()) return one;
    var common = new LinkedHashSet<>(one);
    common.retainAll(Set.copyOf(other));
    return List.copyOf(common);
  }

  private static List<PortRange> commonPorts(List<PortRange> one, List<PortRange> other) {
    if (one.isEmpty()) return other;
    if (other.isEmpty()) return one;
    var common = new ArrayList<PortRange>();
    for (var mine : one) {
      for (var theirs : other) {
        if (!mine.overlaps(theirs)) continue;
        common.add(
            new PortRange(
                Math.max(mine.lower(), theirs.lower()), Math.min(mine.upper(), theirs.upper())));
      }
    }
    return List.copyOf(common);
  }
}
