// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.dots.core.server.scope.Ownership;
import java.util.List;

/// What the data channel has to know of a customer.
///
/// @param mitigators instances that the domain may use
/// @param opposites whether its clients may contradict each other's entries
public record DataDomain(
    String name, Ownership ownership, List<String> mitigators, boolean opposites) {

  public DataDomain {
    mitigators = List.copyOf(mitigators);
  }
}
