// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import java.util.List;

/// A domain as the store keeps it, and who may change it.
///
/// @param revision 1 when it was added, one more with every change; never the same twice under a
///   name that stays
/// @param secrets of its pre-shared keys that the operator's files do not hold, each for one of its
///   identities
public record Customer(Domain domain, Origin origin, long revision, List<SealedSecret> secrets) {

  public Customer {
    secrets = List.copyOf(secrets);
  }

  /// Where a domain is looked after.
  public sealed interface Origin {

    /// In the operator's configuration, and nowhere else.
    ///
    /// @param place file and line
    record Configuration(String place) implements Origin {}

    /// By commands, while the server runs.
    record Managed() implements Origin {}
  }

  /// The secret of a pre-shared key, readable only with a key that is not kept beside it.
  ///
  /// @param box encrypted and authenticated, in base64
  public record SealedSecret(String identity, String box) {
    @Override
    public String toString() {
      return "SealedSecret[" + identity + "]";
    }
  }

  /// One of the configuration, as it is loaded.
  public static Customer configured(Domain domain, String place) {
    return new Customer(domain, new Origin.Configuration(place), 1, List.of());
  }

  public static Customer managed(Domain domain) {
    return new Customer(domain, new Origin.Managed(), 1, List.of());
  }

  public String name() {
    return domain.name();
  }

  public boolean isManaged() {
    return origin instanceof Origin.Managed;
  }

  /// Whether both say the same, whatever their revisions.
  public boolean saysTheSameAs(Customer other) {
    return domain.equals(other.domain)
        && origin.equals(other.origin)
        && secrets.equals(other.secrets);
  }
}
