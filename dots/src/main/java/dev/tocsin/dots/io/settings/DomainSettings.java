// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Credential;
import dev.tocsin.dots.core.server.Domain.Limits;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import dev.tocsin.dots.core.server.policy.MitigatorChoice.Condition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Reads customers. What would let two of them be confused is refused.
final class DomainSettings {

  private final KeySettings keys;
  private final Set<String> mitigators;
  private final PolicySettings policies;
  private final boolean managed;
  private final Map<Object, String> taken = new HashMap<>();

  /// @param managed what peers prove is then looked after as well, and may come later
  DomainSettings(KeySettings keys, Set<String> mitigators, boolean managed) {
    this.keys = keys;
    this.mitigators = mitigators;
    this.managed = managed;
    this.policies = new PolicySettings(mitigators);
  }

  Domain read(Section section) {
    var name =
        section
            .string("name")
            .check(
                n -> n.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"), "letters, digits, '.', '_', '-'")
            .required();
    claim(section, "name", name, name);
    var domain =
        new Domain(
            name,
            credentials(section, name),
            section.list("prefixes", Kind.PREFIX).orDefault(List.of()),
            names(section),
            choices(section),
            limits(section.section("limits")),
            policies.read(section.section("policy")));
    if (domain.prefixes().isEmpty() && domain.names().isEmpty()) {
      section.complain("prefixes", "the domain owns nothing: give 'prefixes' or 'names'");
    }
    return domain;
  }

  private List<Credential> credentials(Section section, String domain) {
    var all = new ArrayList<Credential>();
    all.addAll(credentials(section, "certificate-names", Credential.CertificateName::new));
    all.addAll(credentials(section, "key-fingerprints", DomainSettings::fingerprint));
    all.addAll(credentials(section, "psk-identities", Credential.PskIdentity::new));
    if (all.isEmpty() && !managed) {
      section.complain(
          "certificate-names",
          "nobody can speak for this domain: give 'certificate-names', 'key-fingerprints' or"
              + " 'psk-identities'");
    }
    if (!managed) provable(section);
    for (var credential : all) claim(section, keyOf(credential), credential, domain);
    return all;
  }

  private void provable(Section section) {
    needs(section, "certificate-names", !keys.authorities().isEmpty(), "trusted-authorities");
    needs(
        section,
        "key-fingerprints",
        !keys.authorities().isEmpty() || !keys.rawPublicKeys().isEmpty(),
        "trusted-authorities or raw-public-keys");
    needs(section, "psk-identities", !keys.preSharedKeys().isEmpty(), "pre-shared-keys");
  }

  private static List<Credential> credentials(
      Section section, String key, Function<String, Credential> kind) {
    return section.list(key, text -> kind.apply(Kind.STRING.parse(text))).orDefault(List.of());
  }

  private static Credential fingerprint(String text) {
    if (!text.matches("[A-Za-z0-9_-]{43}")) {
      throw new IllegalArgumentException(
          "expected 43 characters of base64url (tocsin keys show prints them), found '"
              + text
              + "'");
    }
    return new Credential.KeyFingerprint(text);
  }

  private static String keyOf(Credential credential) {
    return switch (credential) {
      case Credential.CertificateName _ -> "certificate-names";
      case Credential.KeyFingerprint _ -> "key-fingerprints";
      case Credential.PskIdentity _ -> "psk-identities";
    };
  }

  private static void needs(Section section, String key, boolean there, String what) {
    if (section.has(key) && !there) {
      section.complain(key, "nobody could prove this: 'keys' has no " + what);
    }
  }

  private void claim(Section section, String key, Object what, String domain) {
    var other = taken.putIfAbsent(what, domain);
    if (other != null) section.complain(key, "is already taken by the domain '" + other + "'");
  }

  private static List<String> names(Section section) {
    return section.list("names", DomainSettings::name).orDefault(List.of());
  }

  private static String name(String text) {
    var name = text.toLowerCase(Locale.ROOT);
    if (!name.matches(
        "([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?")) {
      throw new IllegalArgumentException("expected a domain name, found '" + text + "'");
    }
    return name;
  }

  private List<MitigatorChoice> choices(Section section) {
    var plain =
        section
            .list("mitigators", policies::mitigator)
            .orDefault(List.copyOf(mitigators), "all of them");
    var choices = section.each("mitigator-choices", this::choice);
    if (choices.isEmpty()) return plain.stream().map(MitigatorChoice::of).toList();
    if (section.has("mitigators")) {
      section.complain("mitigators", "has no meaning beside 'mitigator-choices'");
    }
    return choices;
  }

  private MitigatorChoice choice(Section section) {
    var use = section.list("use", policies::mitigator).required();
    if (use.isEmpty()) throw section.refuse("use", "name at least one of " + mitigators);
    return new MitigatorChoice(
        use.stream().distinct().toList(),
        new Condition(
            section.choice("family", MitigatorChoice.Family.class).optional(),
            PolicySettings.widths(section, "widest"),
            section.list("protocols", Protocols::parse).orDefault(List.of()),
            section.bool("ports").optional(),
            section.list("within", Kind.PREFIX).orDefault(List.of())));
  }

  private static Limits limits(Section section) {
    var usual = Limits.DEFAULT;
    return new Limits(
        section.decimal("requests-per-second", 0.01, 1e6).orDefault(usual.requestsPerSecond()),
        section.integer("mitigations", 1, 10_000_000).orDefault(usual.mitigationsMax()),
        section.integer("sessions", 1, 1_000_000).orDefault(usual.sessionsMax()));
  }
}
