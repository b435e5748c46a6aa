// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.server.scope.Ownership;
import java.util.List;

/// What the data channel has to know of a customer.
///
/// @param mitigators instances that the domain may use
/// @param mitigated what is under mitigation
/// @param opposites whether its clients may contradict each other's entries
public record DataDomain(
    String name,
    Ownership ownership,
    List<String> mitigators,
    Mitigated mitigated,
    boolean opposites) {

  public DataDomain {
    mitigators = List.copyOf(mitigators);
  }

  /// What the signal channel knows of the domain.
  public interface Mitigated {

    Mitigated NOTHING = (_, _) -> false;

    /// Whether a client other than this one has a mitigation of some of these addresses in force.
    boolean byAnother(String cuid, Prefix destination);
  }
}
