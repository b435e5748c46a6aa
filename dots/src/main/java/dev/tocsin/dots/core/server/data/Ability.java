// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.dots.core.server.data.rules.MatchedFields;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.capability.AddressFamily;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import dev.tocsin.dots.wire.data.capability.ForwardingAction;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.InstancePath;
import java.util.List;
import java.util.Optional;

/// Whether entries can be enforced. RFC 8783 §7.2: a match field that is not supported is 400.
record Ability(Capabilities capabilities) {

  Optional<DataAnswer.Refused> problem(DataClient client, Acl acl, List<Ace> aces) {
    for (var ace : aces) {
      var path = InstancePath.of(new DataTarget.Ace(client.cuid(), acl.name(), ace.name()));
      var problem = unsupported(ace, path);
      if (problem.isPresent()) return problem;
    }
    return Optional.empty();
  }

  private Optional<DataAnswer.Refused> unsupported(Ace ace, InstancePath path) {
    var fields = MatchedFields.of(ace.matches());
    for (var matched : fields.entrySet()) {
      if (capabilities.fields().contains(matched.getKey())) continue;
      var at = path.child("matches").child(matched.getKey().header()).child(matched.getValue());
      return Optional.of(
          Refusal.invalid(at, "no mitigator of the domain can match on it; see capabilities"));
    }
    return unsupportedFamily(ace, path).or(() -> unsupportedAction(ace, path));
  }

  private Optional<DataAnswer.Refused> unsupportedFamily(Ace ace, InstancePath path) {
    if (ace.matches().l3().isEmpty()) return Optional.empty();
    boolean isIpv6 = ace.matches().l3().get() instanceof L3.Ipv6;
    var family = isIpv6 ? AddressFamily.IPV6 : AddressFamily.IPV4;
    if (capabilities.addressFamilies().contains(family)) return Optional.empty();
    var at = path.child("matches").child(isIpv6 ? "ipv6" : "ipv4");
    return Optional.of(Refusal.invalid(at, "no mitigator of the domain filters " + family.label()));
  }

  private Optional<DataAnswer.Refused> unsupportedAction(Ace ace, InstancePath path) {
    var at = path.child("actions");
    return switch (ace.actions()) {
      case Actions.Accept(var rate) when rate.isPresent() && !capabilities.rateLimit() ->
          Optional.of(
              Refusal.invalid(at.child("rate-limit"), "no mitigator of the domain limits rates"));
      case Actions.Accept _ -> unsupported(ForwardingAction.ACCEPT, at);
      case Actions.Drop _ -> unsupported(ForwardingAction.DROP, at);
    };
  }

  private Optional<DataAnswer.Refused> unsupported(ForwardingAction action, InstancePath at) {
    if (capabilities.forwardingActions().contains(action)) return Optional.empty();
    return Optional.of(
        Refusal.invalid(
            at.child("forwarding"), "no mitigator of the domain can " + action.label()));
  }
}
