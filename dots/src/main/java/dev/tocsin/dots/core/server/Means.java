// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.data.Alias;
import java.util.List;

/// What a mitigation is enforced with. Kept, because under attack a name may not resolve any more,
/// and because a restart has to find the filters where they stand.
///
/// @param mitigators those in charge, acting together; none as long as nobody was asked
/// @param names what its names resolved to last, whether the domain owns it or not; those that
///   never did are left out
/// @param aliases what its aliases stood for when it was accepted: what becomes of them later does
///   not change it
public record Means(List<String> mitigators, List<ResolvedName> names, List<Alias> aliases) {

  public static final Means NONE = new Means(List.of(), List.of(), List.of());

  /// @param addresses never empty
  public record ResolvedName(String name, List<Prefix> addresses) {
    public ResolvedName {
      addresses = List.copyOf(addresses);
      if (addresses.isEmpty()) throw new IllegalArgumentException(name + " has no address");
    }
  }

  public Means {
    mitigators = List.copyOf(mitigators);
    names = List.copyOf(names);
    aliases = List.copyOf(aliases);
  }

  public Means by(List<String> inCharge) {
    return new Means(inCharge, names, aliases);
  }

  public Means resolved(List<ResolvedName> resolved) {
    return new Means(mitigators, resolved, aliases);
  }

  /// Empty for a name that never resolved.
  public List<Prefix> addresses(String name) {
    for (var each : names) if (each.name().equals(name)) return each.addresses();
    return List.of();
  }
}
