// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Scoped;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.SynProtection;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Credential;
import dev.tocsin.dots.core.server.identity.CustomerRules;
import dev.tocsin.dots.core.server.policy.Admission;
import dev.tocsin.dots.core.server.policy.Approval;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import dev.tocsin.dots.core.server.policy.MitigatorChoice.Condition;
import dev.tocsin.dots.core.server.policy.Widths;
import dev.tocsin.dots.wire.flowspec.RouteTarget;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A domain as JSON, with the keys of the configuration file; what is read from it is equal.
final class DomainJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private DomainJson() {}

  static ObjectNode write(Domain domain) {
    var json = JSON.objectNode().put("name", domain.name());
    identities(json, "certificate-names", domain, Credential.CertificateName.class);
    identities(json, "key-fingerprints", domain, Credential.KeyFingerprint.class);
    identities(json, "psk-identities", domain, Credential.PskIdentity.class);
    texts(json, "prefixes", domain.prefixes());
    texts(json, "names", domain.names());
    mitigators(json, domain.mitigators());
    json.putObject("limits")
        .put("requests-per-second", domain.limits().requestsPerSecond())
        .put("mitigations", domain.limits().mitigationsMax())
        .put("sessions", domain.limits().sessionsMax());
    policy(json.putObject("policy"), domain.policy());
    return json;
  }

  private static void identities(
      ObjectNode json, String key, Domain domain, Class<? extends Credential> kind) {
    var all = domain.identities().stream().filter(kind::isInstance).toList();
    if (!all.isEmpty()) texts(json, key, all.stream().map(DomainJson::text).toList());
  }

  private static String text(Credential credential) {
    return CustomerRules.text(credential);
  }

  private static void texts(ObjectNode json, String key, List<?> values) {
    var array = json.putArray(key);
    values.forEach(value -> array.add(String.valueOf(value)));
  }

  private static void mitigators(ObjectNode json, List<MitigatorChoice> choices) {
    boolean plain =
        choices.stream()
            .allMatch(each -> each.instances().size() == 1 && each.when().equals(Condition.ALWAYS));
    if (plain) {
      texts(json, "mitigators", choices.stream().map(each -> each.instances().getFirst()).toList());
      return;
    }
    var array = json.putArray("mitigator-choices");
    choices.forEach(choice -> choice(array.addObject(), choice));
  }

  private static void choice(ObjectNode json, MitigatorChoice choice) {
    texts(json, "use", choice.instances());
    var when = choice.when();
    when.family().ifPresent(family -> json.put("family", word(family)));
    widths(json, "widest", when.widest());
    if (!when.protocols().isEmpty()) {
      var protocols = json.putArray("protocols");
      when.protocols().forEach(protocol -> protocols.add((int) protocol));
    }
    when.ports().ifPresent(ports -> json.put("ports", (boolean) ports));
    if (!when.within().isEmpty()) texts(json, "within", when.within());
  }

  private static void policy(ObjectNode json, Domain.Policy policy) {
    var lifetimes = policy.lifetimes();
    json.put("lifetime", text(lifetimes.max()))
        .put("allow-indefinite", lifetimes.allowIndefinite())
        .put("terminating", text(lifetimes.terminating()))
        .put("terminating-max", text(lifetimes.terminatingMax()))
        .put("on-overlap", word(policy.onOverlap()));
    enforcement(json, policy.enforcement());
    admission(json, policy.admission());
  }

  private static void enforcement(ObjectNode json, EnforcementPolicy policy) {
    policy.scoped().ifPresent(scoped -> scoped(json.putObject("scoped"), scoped));
    if (!policy.bare().equals(EnforcementPolicy.Bare.OPEN)) {
      bare(json.putObject("bare"), policy.bare());
    }
    policy
        .redirect()
        .ifPresent(
            redirect -> {
              var to = json.putObject("redirect");
              Optional<RouteTarget> target = redirect.routeTarget();
              target.ifPresent(each -> to.put("route-target", each.toString()));
              redirect.diversion().ifPresent(each -> to.put("diversion", each));
            });
  }

  private static void scoped(ObjectNode json, Scoped scoped) {
    switch (scoped) {
      case Scoped.Drop() -> json.put("action", "drop");
      case Scoped.Limit(var rate, var burst) ->
          json.put("action", "limit").put("packets-per-second", rate).put("burst", burst);
    }
  }

  private static void bare(ObjectNode json, EnforcementPolicy.Bare bare) {
    bare.packetsPerSecond().ifPresent(rate -> json.put("packets-per-second", rate));
    bare.burst().ifPresent(burst -> json.put("burst", burst));
    bare.penalty().ifPresent(penalty -> json.put("penalty", text(penalty)));
    bare.syn().ifPresent(syn -> syn(json, syn));
  }

  private static void syn(ObjectNode json, SynProtection syn) {
    switch (syn) {
      case SynProtection.Off() -> json.put("syn", "off");
      case SynProtection.Limit(var perSecond) ->
          json.put("syn", "limit").put("syn-per-second", perSecond);
    }
  }

  private static void admission(ObjectNode json, Admission admission) {
    widths(json, "widest", admission.widest());
    switch (admission.approval()) {
      case Approval.Never() -> {}
      case Approval.Always() -> json.putObject("approval").put("always", true);
      case Approval.When(var wider, var longer, var mitigators) -> {
        var when = json.putObject("approval");
        widths(when, "wider-than", wider);
        longer.ifPresent(each -> when.put("longer-than", text(each)));
        if (!mitigators.isEmpty()) texts(when, "mitigators", mitigators);
      }
    }
    if (admission.dryRun()) json.put("dry-run", true);
  }

  private static void widths(ObjectNode json, String key, Widths widths) {
    if (widths.ipv4() > 0) json.put(key + "-ipv4", widths.ipv4());
    if (widths.ipv6() > 0) json.put(key + "-ipv6", widths.ipv6());
  }

  static String text(Duration duration) {
    return duration.getNano() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
