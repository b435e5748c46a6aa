// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.identity;

import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Credential;
import dev.tocsin.dots.core.server.ManagementAnswer.Reason;
import dev.tocsin.dots.core.server.ManagementAnswer.Refused;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What keeps customers apart, and their number and size within bounds.
public final class CustomerRules {

  /// Many more than fit one server, few enough to be listed and loaded.
  public static final int CUSTOMERS_MAX = 100_000;

  static final int IDENTITIES_MAX = 1_000;
  static final int PREFIXES_MAX = 1_000;
  static final int NAMES_MAX = 1_000;
  static final int MITIGATORS_MAX = 64;

  private CustomerRules() {}

  /// Why the domain cannot stand beside the others as it is.
  public static Optional<Refused> problem(Domain domain, Directory directory) {
    return tooMany(domain)
        .or(() -> takenIdentity(domain, directory))
        .or(() -> takenPrefix(domain, directory));
  }

  private static Optional<Refused> tooMany(Domain domain) {
    return bound("identities", domain.identities(), IDENTITIES_MAX)
        .or(() -> bound("prefixes", domain.prefixes(), PREFIXES_MAX))
        .or(() -> bound("names", domain.names(), NAMES_MAX))
        .or(() -> bound("mitigators", domain.mitigators(), MITIGATORS_MAX));
  }

  private static Optional<Refused> bound(String element, List<?> values, int max) {
    if (values.size() <= max) return Optional.empty();
    return Optional.of(
        new Refused(
            Reason.TOO_MANY, element, "expected at most " + max + ", found " + values.size()));
  }

  private static Optional<Refused> takenIdentity(Domain domain, Directory directory) {
    for (var credential : domain.identities()) {
      var holder = directory.holder(credential).filter(name -> !name.equals(domain.name()));
      if (holder.isPresent()) return Optional.of(taken(credential, holder.get()));
    }
    return Optional.empty();
  }

  private static Refused taken(Credential credential, String holder) {
    return new Refused(
        Reason.TAKEN,
        element(credential),
        "'" + text(credential) + "' speaks for the domain '" + holder + "' already");
  }

  // Whoever asks for help for an address decides what happens to its traffic. Two customers that
  // could both do so are what only the author of the configuration may want.
  private static Optional<Refused> takenPrefix(Domain domain, Directory directory) {
    for (var prefix : domain.prefixes()) {
      var rival = directory.rival(domain.name(), prefix);
      if (rival.isEmpty()) continue;
      return Optional.of(
          new Refused(
              Reason.TAKEN,
              "prefixes",
              "%s overlaps %s of the domain '%s'"
                  .formatted(prefix, rival.get().prefix(), rival.get().value())));
    }
    return Optional.empty();
  }

  /// Why one of the configuration cannot stand beside those that are managed.
  public static Optional<Refused> clash(Customer configured, Directory directory) {
    var place = configured.origin() instanceof Customer.Origin.Configuration(var at) ? at : "";
    var name = configured.name();
    if (directory.customer(name).filter(Customer::isManaged).isPresent()) {
      var message =
          ("%s: the domain '%s' is managed already ('tocsin dots domain show %s'): give this one"
                  + " another name, or remove that one first")
              .formatted(place, name, name);
      return Optional.of(new Refused(Reason.TAKEN, "name", message));
    }
    for (var credential : configured.domain().identities()) {
      for (var holder : directory.claimants(credential)) {
        if (directory.customer(holder).filter(Customer::isManaged).isEmpty()) continue;
        var message =
            "%s: '%s': '%s' speaks for the managed domain '%s' already"
                .formatted(place, element(credential), text(credential), holder);
        return Optional.of(new Refused(Reason.TAKEN, element(credential), message));
      }
    }
    return Optional.empty();
  }

  /// Why nobody may change this one now.
  ///
  /// @param revision that whoever changes it has seen; empty if it does not matter
  public static Optional<Refused> locked(Customer customer, OptionalLong revision) {
    if (customer.origin() instanceof Customer.Origin.Configuration(var place)) {
      return Optional.of(
          new Refused(
              Reason.READ_ONLY,
              "name",
              "the domain '" + customer.name() + "' is changed where it stands: " + place));
    }
    if (revision.isEmpty() || revision.getAsLong() == customer.revision()) return Optional.empty();
    return Optional.of(
        new Refused(
            Reason.CHANGED,
            "",
            "expected revision %d, found %d: somebody else has changed the domain"
                .formatted(revision.getAsLong(), customer.revision())));
  }

  /// The key under which an identity stands in the configuration.
  public static String element(Credential credential) {
    return switch (credential) {
      case Credential.CertificateName _ -> "certificate-names";
      case Credential.KeyFingerprint _ -> "key-fingerprints";
      case Credential.PskIdentity _ -> "psk-identities";
    };
  }

  public static String text(Credential credential) {
    return switch (credential) {
      case Credential.CertificateName(var name) -> name;
      case Credential.KeyFingerprint(var fingerprint) -> fingerprint;
      case Credential.PskIdentity(var identity) -> identity;
    };
  }
}
