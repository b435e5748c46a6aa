// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.messages;

import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Redirect;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Scoped;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.SynProtection;
import tools.jackson.databind.node.ObjectNode;

/// A domain's policy as it stands in a message: what is left open is left out.
final class PolicyJson {

  private PolicyJson() {}

  static void write(EnforcementPolicy policy, ObjectNode order) {
    if (policy.equals(EnforcementPolicy.OPEN)) return;
    var into = order.putObject("policy");
    policy.scoped().ifPresent(scoped -> write(scoped, into.putObject("scoped")));
    if (!policy.bare().equals(EnforcementPolicy.Bare.OPEN)) {
      write(policy.bare(), into.putObject("bare"));
    }
    policy.redirect().ifPresent(redirect -> write(redirect, into.putObject("redirect")));
  }

  private static void write(Redirect redirect, ObjectNode into) {
    redirect.routeTarget().ifPresent(target -> into.put("route_target", target.toString()));
    redirect.diversion().ifPresent(name -> into.put("diversion", name));
  }

  private static void write(Scoped scoped, ObjectNode into) {
    switch (scoped) {
      case Scoped.Drop _ -> into.put("action", "drop");
      case Scoped.Limit(var rate, var burst) ->
          into.put("action", "limit").put("packets_per_second", rate).put("burst", burst);
    }
  }

  private static void write(EnforcementPolicy.Bare bare, ObjectNode into) {
    bare.packetsPerSecond().ifPresent(rate -> into.put("packets_per_second", rate));
    bare.burst().ifPresent(burst -> into.put("burst", burst));
    bare.penalty().ifPresent(penalty -> into.put("penalty_seconds", penalty.toMillis() / 1000.0));
    bare.syn().ifPresent(syn -> write(syn, into));
  }

  private static void write(SynProtection syn, ObjectNode into) {
    switch (syn) {
      case SynProtection.Off _ -> into.put("syn", "off");
      case SynProtection.Limit(var rate) -> into.put("syn", "limit").put("syn_per_second", rate);
    }
  }
}
