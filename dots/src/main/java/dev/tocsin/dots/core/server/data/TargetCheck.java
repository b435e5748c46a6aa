// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.server.scope.Ownership;
import dev.tocsin.dots.core.server.scope.ScopeCheck;
import dev.tocsin.dots.core.server.scope.UriTarget;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.InstancePath;
import java.util.Optional;

/// Whether a domain may name what an alias names.
final class TargetCheck {

  private TargetCheck() {}

  // RFC 8783 §6.1: no broadcast, loopback or multicast, and within the scope of the client's
  // domain.
  static Optional<DataAnswer.Refused> problem(Alias alias, InstancePath path, Ownership ownership) {
    for (var prefix : alias.target().prefixes()) {
      var problem = ScopeCheck.problem(prefix, ownership);
      if (problem.isPresent()) {
        return refused(path.value("target-prefix", prefix.toString()), problem.get());
      }
    }
    for (var name : alias.target().fqdns()) {
      if (!ownership.owns(name)) {
        return refused(
            path.value("target-fqdn", name), "'" + name + "' is not a name of the client's domain");
      }
    }
    for (var uri : alias.target().uris()) {
      var problem = problem(uri, ownership);
      if (problem.isPresent()) return refused(path.value("target-uri", uri), problem.get());
    }
    return Optional.empty();
  }

  private static Optional<String> problem(String uri, Ownership ownership) {
    UriTarget target;
    try {
      target = UriTarget.parse(uri);
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    Optional<Prefix> literal = target.literal();
    if (literal.isPresent()) return ScopeCheck.problem(literal.get(), ownership);
    return ownership.owns(target.host())
        ? Optional.empty()
        : Optional.of("its host is outside the client's domain");
  }

  private static Optional<DataAnswer.Refused> refused(InstancePath path, String message) {
    return Optional.of(Refusal.invalid(path, message));
  }
}
