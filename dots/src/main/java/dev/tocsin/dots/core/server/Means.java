// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import dev.tocsin.base.net.Prefix;
import java.util.List;
import java.util.Optional;

/// What a mitigation is enforced with. Kept, because under attack a name may not resolve any more,
/// and because a restart has to find the filters where they stand.
///
/// @param mitigator the one in charge; absent as long as none was asked
/// @param names what its names resolved to last, whether the domain owns it or not; those that
///   never did are left out
public record Means(Optional<String> mitigator, List<ResolvedName> names) {

  public static final Means NONE = new Means(Optional.empty(), List.of());

  /// @param addresses never empty
  public record ResolvedName(String name, List<Prefix> addresses) {
    public ResolvedName {
      addresses = List.copyOf(addresses);
      if (addresses.isEmpty()) throw new IllegalArgumentException(name + " has no address");
    }
  }

  public Means {
    names = List.copyOf(names);
  }

  public Means by(String inCharge) {
    return new Means(Optional.of(inCharge), names);
  }

  public Means resolved(List<ResolvedName> resolved) {
    return new Means(mitigator, resolved);
  }

  /// Empty for a name that never resolved.
  public List<Prefix> addresses(String name) {
    for (var each : names) if (each.name().equals(name)) return each.addresses();
    return List.of();
  }
}
