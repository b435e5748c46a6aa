// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.mitigation;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import java.util.List;

/// What a mitigator is asked to enforce: a scope with every name resolved.
///
/// @param mitigator instance that is asked
/// @param targets each with its own ports and protocols; never empty
/// @param policy of the domain that asked
public record MitigationOrder(
    String mitigator, MitigationKey key, List<Target> targets, EnforcementPolicy policy) {

  public MitigationOrder {
    targets = List.copyOf(targets);
  }

  /// Traffic to any of the prefixes that matches any of the ports and any of the protocols; empty
  /// means any.
  ///
  /// @param protocols IANA protocol numbers
  public record Target(List<Prefix> prefixes, List<PortRange> ports, List<Integer> protocols) {
    public Target {
      prefixes = List.copyOf(prefixes);
      ports = List.copyOf(ports);
      protocols = List.copyOf(protocols);
    }
  }
}
