// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.access;

import dev.tocsin.base.net.Prefix;
import java.util.Optional;
import java.util.Set;

/// Who asks, as far as it is proven.
///
/// @param user by HTTP Digest
/// @param certificates names of the certificate that was shown
/// @param source the address that the request comes from
public record ClientName(Optional<String> user, Set<String> certificates, Prefix source) {

  public ClientName {
    certificates = Set.copyOf(certificates);
  }

  public boolean isProven() {
    return user.isPresent() || !certificates.isEmpty();
  }
}
