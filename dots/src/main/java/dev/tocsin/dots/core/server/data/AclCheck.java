// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.server.data.rules.Acceptance;
import dev.tocsin.dots.core.server.data.rules.Filtering;
import dev.tocsin.dots.core.server.scope.Ownership;
import dev.tocsin.dots.core.server.scope.ScopeCheck;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import dev.tocsin.dots.wire.data.rest.InstancePath;
import java.util.List;
import java.util.Optional;

/// Whether a list may be installed: what it names belongs to the domain, the server can match it,
/// and no other client of the domain says the opposite.
final class AclCheck {

  private final Filtering filtering;

  AclCheck(Filtering filtering) {
    this.filtering = filtering;
  }

  /// @param aces of the list, those that are to be looked at
  Optional<DataAnswer.Refused> problem(
      DataClient client, Acl acl, List<Ace> aces, DataDomain domain) {
    var unable = unable(client, acl, aces, filtering.of(domain.mitigators()));
    if (unable.isPresent()) return unable;
    for (var ace : aces) {
      var problem = problem(client, acl, ace, domain);
      if (problem.isPresent()) return problem;
    }
    return overMitigation(client, acl, domain);
  }

  /// One mitigator has to be able to enforce all of the list. What is told is what none can, or
  /// what the first cannot that the others, which cannot do something else, can.
  private static Optional<DataAnswer.Refused> unable(
      DataClient client, Acl acl, List<Ace> aces, List<Capabilities> able) {
    if (able.size() < 2) {
      var only = able.isEmpty() ? Capabilities.NONE : able.getFirst();
      return new Ability(only).problem(client, acl, aces);
    }
    var every = acl.aces();
    for (var one : able) {
      if (new Ability(one).problem(client, acl, every).isEmpty()) return Optional.empty();
    }
    var together = able.stream().reduce(Capabilities::or).orElseThrow();
    return new Ability(together)
        .problem(client, acl, every)
        .or(() -> new Ability(able.getFirst()).problem(client, acl, every));
  }

  // RFC 8783 §7.2: in conflict with a filtering that another client of the domain has; the
  // mitigation that protects it would let everything pass.
  private static Optional<DataAnswer.Refused> overMitigation(
      DataClient client, Acl acl, DataDomain domain) {
    if (domain.opposites() || !AclDesk.isInForce(client, acl)) return Optional.empty();
    return Acceptance.destinations(acl).stream()
        .filter(destination -> domain.mitigated().byAnother(client.cuid(), destination))
        .findFirst()
        .map(
            destination ->
                DataAnswer.refused(
                    ErrorTag.RESOURCE_DENIED,
                    new DataTarget.Acl(client.cuid(), acl.name()),
                    "it accepts everything to "
                        + destination
                        + ", where a mitigation of another client of the domain is active"));
  }

  private Optional<DataAnswer.Refused> problem(
      DataClient client, Acl acl, Ace ace, DataDomain domain) {
    var target = new DataTarget.Ace(client.cuid(), acl.name(), ace.name());
    var path = InstancePath.of(target);
    return foreign(ace, path, domain.ownership())
        .or(() -> opposite(client, acl, ace, target, domain));
  }

  // RFC 8783 §7.2: the destination has to be within the client's domain. Without one the entry is
  // about all of the domain; the example of Figure 36 has none although the text demands one of
  // lists that are active at once.
  private static Optional<DataAnswer.Refused> foreign(
      Ace ace, InstancePath path, Ownership ownership) {
    var l3 = ace.matches().l3();
    if (l3.isEmpty() || l3.get().networks().destination().isEmpty()) return Optional.empty();
    Prefix destination = l3.get().networks().destination().get();
    boolean isIpv6 = l3.get() instanceof L3.Ipv6;
    var leaf = isIpv6 ? "destination-ipv6-network" : "destination-ipv4-network";
    return ScopeCheck.problem(destination, ownership)
        .map(
            reason ->
                Refusal.invalid(
                    path.child("matches").child(isIpv6 ? "ipv6" : "ipv4").child(leaf), reason));
  }

  // RFC 8783 §7.2: in conflict with another client of the domain, absent any local policy: 409.
  private static Optional<DataAnswer.Refused> opposite(
      DataClient client, Acl acl, Ace ace, DataTarget target, DataDomain domain) {
    if (domain.opposites() || acl.activation() == ActivationType.DEACTIVATE)
      return Optional.empty();
    return client
        .book()
        .flows
        .opposite(client, ace)
        .map(reason -> DataAnswer.refused(ErrorTag.RESOURCE_DENIED, target, reason));
  }
}
