// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.scope;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.data.Alias;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a request asks for, with what its aliases stand for.
///
/// @param scope as the client wrote it
/// @param aliases those of its aliases that the client has created
public record AskedScope(Scope scope, List<Alias> aliases) {

  public AskedScope {
    aliases = List.copyOf(aliases);
  }

  public static AskedScope of(Scope scope) {
    return new AskedScope(scope, List.of());
  }

  /// An alias of the scope that the client has not created.
  Optional<String> unknownAlias() {
    return scope.aliases().stream()
        .filter(name -> aliases.stream().noneMatch(alias -> alias.name().equals(name)))
        .findFirst();
  }

  /// Each a target of its own: ports and protocols narrow what stands beside them, so that those of
  /// the request do not touch an alias, nor one alias another.
  List<Scope> parts() {
    if (aliases.isEmpty()) return List.of(scope);
    var parts = new ArrayList<Scope>();
    var own = scope.withAliases(List.of());
    if (own.hasTarget()) parts.add(own);
    aliases.forEach(alias -> parts.add(alias.target()));
    return parts;
  }

  /// Everything that is named, the aliases and what they stand for, in one scope; no ports or
  /// protocols where a part has none.
  public Scope covered() {
    if (aliases.isEmpty()) return scope;
    var parts = parts();
    boolean anyPort = parts.stream().anyMatch(part -> part.ports().isEmpty());
    boolean anyProtocol = parts.stream().anyMatch(part -> part.protocols().isEmpty());
    return new Scope(
        union(parts, Scope::prefixes),
        anyPort ? List.of() : union(parts, Scope::ports),
        anyProtocol ? List.of() : union(parts, Scope::protocols),
        union(parts, Scope::fqdns),
        union(parts, Scope::uris),
        scope.aliases());
  }

  /// As {@link #covered}, with what names resolve to among its prefixes. Without the names of
  /// aliases: those of another client stand for something else.
  public Scope reach(List<Prefix> resolved) {
    var named = covered();
    return Targets.reach(
        named.aliases().isEmpty() ? named : named.withAliases(List.of()), resolved);
  }

  private static <T> List<T> union(List<Scope> parts, Function<Scope, List<T>> of) {
    var all = new LinkedHashSet<T>();
    parts.forEach(part -> all.addAll(of.apply(part)));
    return List.copyOf(all);
  }
}
