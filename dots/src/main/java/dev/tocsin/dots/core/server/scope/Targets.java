// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.scope;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.wire.Scope;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// From a scope to what a mitigator can enforce, and back to a scope for the client.
public final class Targets {

  private Targets() {}

  /// The names whose addresses the scope needs, each once.
  public static List<String> names(AskedScope asked) {
    if (!asked.scope().hasNames()) return List.of();
    var names = new LinkedHashSet<String>();
    for (var scope : asked.parts()) {
      scope.fqdns().forEach(name -> names.add(Ownership.canonical(name)));
      for (var uri : scope.uris()) {
        var target = UriTarget.parse(uri);
        if (target.literal().isEmpty()) names.add(target.host());
      }
    }
    return List.copyOf(names);
  }

  /// @param addresses those of a name that may be protected; empty while there are none
  /// @return empty if nothing is left to enforce
  public static List<Target> of(AskedScope asked, Function<String, List<Prefix>> addresses) {
    var parts = asked.parts();
    if (parts.size() == 1) return of(parts.getFirst(), addresses);
    return parts.stream().flatMap(part -> of(part, addresses).stream()).distinct().toList();
  }

  private static List<Target> of(Scope scope, Function<String, List<Prefix>> addresses) {
    if (scope.fqdns().isEmpty() && scope.uris().isEmpty()) {
      return List.of(new Target(scope.prefixes(), scope.ports(), scope.protocols()));
    }
    var targets = new ArrayList<Target>();
    var prefixes = new LinkedHashSet<>(scope.prefixes());
    scope.fqdns().forEach(name -> prefixes.addAll(addresses.apply(Ownership.canonical(name))));
    add(targets, prefixes, scope.ports(), scope.protocols());
    for (var uri : scope.uris()) {
      var target = UriTarget.parse(uri);
      var host = target.literal().map(List::of).orElseGet(() -> addresses.apply(target.host()));
      add(targets, Set.copyOf(host), target.ports(), target.protocols());
    }
    return List.copyOf(targets);
  }

  private static void add(
      List<Target> targets, Set<Prefix> prefixes, List<PortRange> ports, List<Integer> protocols) {
    if (prefixes.isEmpty()) return;
    targets.add(new Target(prefixes.stream().sorted().toList(), ports, protocols));
  }

  /// What the names of a scope resolve to, addresses in URIs included; each once.
  ///
  /// @param addresses as for {@link #of}
  public static List<Prefix> resolved(AskedScope asked, Function<String, List<Prefix>> addresses) {
    if (!asked.scope().hasNames()) return List.of();
    var all = new LinkedHashSet<Prefix>();
    for (var scope : asked.parts()) {
      scope.fqdns().forEach(name -> all.addAll(addresses.apply(Ownership.canonical(name))));
      for (var uri : scope.uris()) {
        var target = UriTarget.parse(uri);
        target
            .literal()
            .ifPresentOrElse(all::add, () -> all.addAll(addresses.apply(target.host())));
      }
    }
    return List.copyOf(all);
  }

  /// The scope with these among its prefixes.
  static Scope reach(Scope scope, List<Prefix> resolved) {
    if (resolved.isEmpty()) return scope;
    var prefixes = new LinkedHashSet<>(scope.prefixes());
    prefixes.addAll(resolved);
    return new Scope(
        List.copyOf(prefixes),
        scope.ports(),
        scope.protocols(),
        scope.fqdns(),
        scope.uris(),
        scope.aliases());
  }

  /// The scope that was asked for, with what is really enforced in place of its addresses, ports
  /// and protocols.
  public static Scope enforced(Scope asked, List<Target> enabled) {
    var prefixes = new LinkedHashSet<Prefix>();
    var ports = new LinkedHashSet<PortRange>();
    var protocols = new LinkedHashSet<Integer>();
    boolean anyPort = false;
    boolean anyProtocol = false;
    for (var target : enabled) {
      prefixes.addAll(target.prefixes());
      ports.addAll(target.ports());
      protocols.addAll(target.protocols());
      anyPort |= target.ports().isEmpty();
      anyProtocol |= target.protocols().isEmpty();
    }
    return new Scope(
        List.copyOf(prefixes),
        anyPort ? List.of() : List.copyOf(ports),
        anyProtocol ? List.of() : List.copyOf(protocols),
        asked.fqdns(),
        asked.uris(),
        asked.aliases());
  }
}
