// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.scope;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.server.policy.Widths;
import dev.tocsin.dots.wire.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Whether a scope may be asked for at all.
public final class ScopeCheck {

  private static final int TEXT_MAX = 128;

  private ScopeCheck() {}

  /// @param targetsMax prefixes, port ranges, protocols, names: of each at most
  public record Limits(int targetsMax, int namesMax) {}

  /// Why the scope is refused, fit for the peer; empty if nothing is wrong with it.
  public static Optional<String> problem(AskedScope asked, Ownership ownership, Limits limits) {
    var scope = asked.scope();
    if (!scope.hasTarget()) {
      return Optional.of(
          "the scope needs one of target-prefix, target-fqdn, target-uri or alias-name");
    }
    return unknownAlias(asked)
        .or(() -> tooMany(asked, limits))
        .or(() -> first(scope, ownership))
        .or(() -> ofAliases(asked, ownership))
        .map(ScopeCheck::shortened);
  }

  /// Which prefix is too wide for its domain, fit for the peer; single addresses never are.
  public static Optional<String> tooWide(AskedScope asked, Widths widest) {
    if (widest.equals(Widths.ANY)) return Optional.empty();
    return asked.covered().prefixes().stream()
        .filter(widest::exceededBy)
        .findFirst()
        .map(
            prefix ->
                "target-prefix %s is wider than /%d, the widest that the domain may ask for"
                    .formatted(prefix, widest.limit(prefix)));
  }

  /// Why this prefix or address cannot be protected for that owner.
  public static Optional<String> problem(Prefix prefix, Ownership ownership) {
    // RFC 9132 §4.4.1.1: broadcast, loopback and multicast addresses are invalid values.
    if (prefix.isLoopback()) return Optional.of(prefix + " has loopback addresses");
    if (prefix.isMulticast()) return Optional.of(prefix + " has multicast addresses");
    if (prefix.isBroadcast()) return Optional.of(prefix + " has the broadcast address");
    // RFC 9132 §4.4.1.1: the server MUST validate that prefixes are within the client's domain.
    if (!ownership.owns(prefix)) return Optional.of(prefix + " is not within the client's domain");
    return Optional.empty();
  }

  /// What aliases stand for counts like what is named itself.
  private static Optional<String> tooMany(AskedScope asked, Limits limits) {
    var scope = asked.scope();
    int names = count(asked, Scope::fqdns) + count(asked, Scope::uris) + scope.aliases().size();
    if (names > limits.namesMax()) {
      return Optional.of(names + " names are more than the " + limits.namesMax() + " allowed");
    }
    int most =
        Math.max(
            count(asked, Scope::prefixes),
            Math.max(count(asked, Scope::ports), count(asked, Scope::protocols)));
    return most > limits.targetsMax()
        ? Optional.of(most + " values are more than the " + limits.targetsMax() + " allowed")
        : Optional.empty();
  }

  /// RFC 9132 §4.4.1.3: aliases that this client did not create over the data channel are 4.00.
  private static Optional<String> unknownAlias(AskedScope asked) {
    return asked.unknownAlias().map(alias -> "alias-name '" + alias + "' is not known");
  }

  private static int count(AskedScope asked, Function<Scope, List<?>> of) {
    int count = 0;
    for (var part : asked.parts()) count += of.apply(part).size();
    return count;
  }

  private static Optional<String> ofAliases(AskedScope asked, Ownership ownership) {
    for (var alias : asked.aliases()) {
      var problem = first(alias.target(), ownership);
      if (problem.isPresent()) {
        return problem.map(text -> "alias-name '" + alias.name() + "': " + text);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> first(Scope scope, Ownership ownership) {
    for (var prefix : scope.prefixes()) {
      var problem = problem(prefix, ownership);
      if (problem.isPresent()) return problem.map(text -> "target-prefix " + text);
    }
    for (var name : scope.fqdns()) {
      if (!ownership.owns(name)) {
        return Optional.of("target-fqdn '" + name + "' is not a name of the client's domain");
      }
    }
    for (var uri : scope.uris()) {
      var problem = uriProblem(uri, ownership);
      if (problem.isPresent()) return problem;
    }
    return Optional.empty();
  }

  private static Optional<String> uriProblem(String uri, Ownership ownership) {
    UriTarget target;
    try {
      target = UriTarget.parse(uri);
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    if (target.literal().isPresent()) {
      return problem(target.literal().get(), ownership).map(text -> "target-uri: " + text);
    }
    return ownership.owns(target.host())
        ? Optional.empty()
        : Optional.of("target-uri '" + uri + "' has a host outside the client's domain");
  }

  private static String shortened(String text) {
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "…";
  }
}
