// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import dev.tocsin.dots.core.server.Customer.SealedSecret;
import dev.tocsin.dots.core.server.Domain.Credential;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What somebody who looks after customers asks for; answered with a {@link ManagementAnswer}.
public sealed interface ManagementRequest {

  /// By name.
  ///
  /// @param after the name behind which to begin; empty for the first
  record ListDomains(String after, int max) implements ManagementRequest {}

  record ShowDomain(String name) implements ManagementRequest {}

  record AddDomain(Domain domain) implements ManagementRequest {}

  /// Puts this in the place of the domain that has its name.
  ///
  /// @param revision of the one that its author had seen
  record ReplaceDomain(Domain domain, long revision) implements ManagementRequest {}

  /// @param force even if mitigations of it are left, which then end
  record RemoveDomain(String name, OptionalLong revision, boolean force)
      implements ManagementRequest {}

  /// The configuration has these from now on, and no others; those that are managed stay.
  record Configure(List<Customer> customers) implements ManagementRequest {
    public Configure {
      customers = List.copyOf(customers);
    }
  }

  /// Lets one more peer speak for a domain.
  ///
  /// @param secret of a pre-shared key that no file of the operator's holds; takes the place of the
  ///   one that the identity had
  record AddCredential(String name, Credential credential, Optional<SealedSecret> secret)
      implements ManagementRequest {}
}
