// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Customer.Origin;
import dev.tocsin.dots.core.server.Customer.SealedSecret;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Credential;
import dev.tocsin.dots.core.server.Domain.Lifetimes;
import dev.tocsin.dots.core.server.Domain.Limits;
import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.Domain.Policy;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import java.util.List;
import java.util.Optional;

/// A customer as fields.
final class DomainFields {

  private static final int CONFIGURATION = 0;
  private static final int MANAGED = 1;

  private static final int CERTIFICATE_NAME = 0;
  private static final int KEY_FINGERPRINT = 1;
  private static final int PSK_IDENTITY = 2;

  private DomainFields() {}

  static void write(FieldWriter out, Customer customer) {
    var domain = customer.domain();
    out.text(domain.name()).integer(customer.revision());
    switch (customer.origin()) {
      case Origin.Configuration(var place) -> out.integer(CONFIGURATION).text(place);
      case Origin.Managed() -> out.integer(MANAGED);
    }
    out.list(customer.secrets(), secret -> out.text(secret.identity()).text(secret.box()));
    out.list(domain.identities(), credential -> write(out, credential));
    out.prefixes(domain.prefixes());
    out.list(domain.names(), out::text);
    out.list(domain.mitigators(), choice -> write(out, choice));
    var limits = domain.limits();
    out.decimal(limits.requestsPerSecond());
    out.integer(limits.mitigationsMax()).integer(limits.sessionsMax());
    write(out, domain.policy());
  }

  static Customer read(FieldReader in) {
    var name = in.text();
    long revision = in.integer();
    var origin = origin(in);
    var secrets = in.list(() -> new SealedSecret(in.text(), in.text()));
    var domain =
        new Domain(
            name,
            in.list(() -> credential(in)),
            in.prefixes(),
            in.list(in::text),
            in.list(() -> choice(in)),
            new Limits(in.decimal(), in.small(Integer.MAX_VALUE), in.small(Integer.MAX_VALUE)),
            policy(in));
    return new Customer(domain, origin, revision, secrets);
  }

  private static Origin origin(FieldReader in) {
    int kind = in.small(Integer.MAX_VALUE);
    return switch (kind) {
      case CONFIGURATION -> new Origin.Configuration(in.text());
      case MANAGED -> new Origin.Managed();
      default -> throw new WireException("an unknown origin of a domain: " + kind);
    };
  }

  private static void write(FieldWriter out, Credential credential) {
    switch (credential) {
      case Credential.CertificateName(var name) -> out.integer(CERTIFICATE_NAME).text(name);
      case Credential.KeyFingerprint(var print) -> out.integer(KEY_FINGERPRINT).text(print);
      case Credential.PskIdentity(var identity) -> out.integer(PSK_IDENTITY).text(identity);
    }
  }

  private static Credential credential(FieldReader in) {
    int kind = in.small(Integer.MAX_VALUE);
    return switch (kind) {
      case CERTIFICATE_NAME -> new Credential.CertificateName(in.text());
      case KEY_FINGERPRINT -> new Credential.KeyFingerprint(in.text());
      case PSK_IDENTITY -> new Credential.PskIdentity(in.text());
      default -> throw new WireException("an unknown kind of identity: " + kind);
    };
  }

  private static void write(FieldWriter out, MitigatorChoice choice) {
    out.list(choice.instances(), out::text);
    var when = choice.when();
    out.list(when.family().stream().toList(), family -> out.integer(family.ordinal()));
    PolicyFields.write(out, when.widest());
    out.list(when.protocols(), protocol -> out.integer(protocol));
    out.list(when.ports().stream().toList(), out::bool);
    out.prefixes(when.within());
  }

  private static MitigatorChoice choice(FieldReader in) {
    List<String> instances = in.list(in::text);
    return new MitigatorChoice(
        instances,
        new MitigatorChoice.Condition(
            first(in.list(() -> constant(in, MitigatorChoice.Family.values()))),
            PolicyFields.widths(in),
            in.list(() -> in.small(255)),
            first(in.list(in::bool)),
            in.prefixes()));
  }

  private static void write(FieldWriter out, Policy policy) {
    var lifetimes = policy.lifetimes();
    out.duration(lifetimes.max()).bool(lifetimes.allowIndefinite());
    out.duration(lifetimes.terminating()).duration(lifetimes.terminatingMax());
    out.integer(policy.onOverlap().ordinal());
    PolicyFields.write(out, policy.enforcement());
    PolicyFields.write(out, policy.admission());
  }

  private static Policy policy(FieldReader in) {
    var lifetimes = new Lifetimes(in.duration(), in.bool(), in.duration(), in.duration());
    var onOverlap = constant(in, OnOverlap.values());
    EnforcementPolicy enforcement = PolicyFields.enforcement(in);
    return new Policy(lifetimes, onOverlap, enforcement, PolicyFields.admission(in));
  }

  /// Constants of an enum are stored by their place, so that none may ever be put before another.
  private static <E> E constant(FieldReader in, E[] values) {
    return values[in.small(values.length - 1)];
  }

  private static <T> Optional<T> first(List<T> values) {
    return values.stream().findFirst();
  }
}
