// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.server.data.rules.Acceptance;
import dev.tocsin.dots.core.server.data.rules.MatchedFields;
import dev.tocsin.dots.core.server.scope.Ownership;
import dev.tocsin.dots.core.server.scope.ScopeCheck;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.capability.AddressFamily;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import dev.tocsin.dots.wire.data.capability.ForwardingAction;
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

  private final Capabilities capabilities;

  AclCheck(Capabilities capabilities) {
    this.capabilities = capabilities;
  }

  /// @param aces of the list, those that are to be looked at
  Optional<DataAnswer.Refused> problem(
      DataClient client, Acl acl, List<Ace> aces, DataDomain domain) {
    for (var ace : aces) {
      var problem = problem(client, acl, ace, domain);
      if (problem.isPresent()) return problem;
    }
    return overMitigation(client, acl, domain);
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
    return unsupported(ace, path)
        .or(() -> foreign(ace, path, domain.ownership()))
        .or(() -> opposite(client, acl, ace, target, domain));
  }

  // RFC 8783 §7.2: a match field that is not supported is 400.
  private Optional<DataAnswer.Refused> unsupported(Ace ace, InstancePath path) {
    var fields = MatchedFields.of(ace.matches());
    for (var matched : fields.entrySet()) {
      if (capabilities.fields().contains(matched.getKey())) continue;
      var at = path.child("matches").child(matched.getKey().header()).child(matched.getValue());
      return Optional.of(Refusal.invalid(at, "this server cannot match on it; see capabilities"));
    }
    return unsupportedFamily(ace, path).or(() -> unsupportedAction(ace, path));
  }

  private Optional<DataAnswer.Refused> unsupportedFamily(Ace ace, InstancePath path) {
    if (ace.matches().l3().isEmpty()) return Optional.empty();
    boolean isIpv6 = ace.matches().l3().get() instanceof L3.Ipv6;
    var family = isIpv6 ? AddressFamily.IPV6 : AddressFamily.IPV4;
    if (capabilities.addressFamilies().contains(family)) return Optional.empty();
    var at = path.child("matches").child(isIpv6 ? "ipv6" : "ipv4");
    return Optional.of(Refusal.invalid(at, "this server does not filter " + family.label()));
  }

  private Optional<DataAnswer.Refused> unsupportedAction(Ace ace, InstancePath path) {
    var at = path.child("actions");
    return switch (ace.actions()) {
      case Actions.Accept(var rate) when rate.isPresent() && !capabilities.rateLimit() ->
          Optional.of(Refusal.invalid(at.child("rate-limit"), "this server does not limit rates"));
      case Actions.Accept _ -> unsupported(ForwardingAction.ACCEPT, at);
      case Actions.Drop _ -> unsupported(ForwardingAction.DROP, at);
    };
  }

  private Optional<DataAnswer.Refused> unsupported(ForwardingAction action, InstancePath at) {
    if (capabilities.forwardingActions().contains(action)) return Optional.empty();
    return Optional.of(
        Refusal.invalid(at.child("forwarding"), "this server does not " + action.label()));
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
