// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import java.util.List;

/// What a mitigation is for (RFC 9132 §4.4.1.1). Empty ports or protocols mean any; names count
/// beside prefixes.
///
/// @param protocols IANA protocol numbers, 0 to 255
/// @param fqdns names whose addresses the server resolves
/// @param uris URIs whose host the server resolves; scheme and port narrow protocol and port
/// @param aliases names given over the data channel (RFC 8783 §6.1)
public record Scope(
    List<Prefix> prefixes,
    List<PortRange> ports,
    List<Integer> protocols,
    List<String> fqdns,
    List<String> uris,
    List<String> aliases) {

  public static final Scope EMPTY =
      new Scope(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  public Scope {
    prefixes = List.copyOf(prefixes);
    ports = List.copyOf(ports);
    protocols = List.copyOf(protocols);
    fqdns = List.copyOf(fqdns);
    uris = List.copyOf(uris);
    aliases = List.copyOf(aliases);
  }

  public static Scope of(Prefix... prefixes) {
    return new Scope(List.of(prefixes), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /// RFC 9132 §4.4.1.1: at least one of target-prefix, target-fqdn, target-uri, alias-name must be
  /// present.
  public boolean hasTarget() {
    return !(prefixes.isEmpty() && fqdns.isEmpty() && uris.isEmpty() && aliases.isEmpty());
  }

  public Scope withAliases(List<String> others) {
    return new Scope(prefixes, ports, protocols, fqdns, uris, others);
  }

  public boolean hasNames() {
    return !(fqdns.isEmpty() && uris.isEmpty() && aliases.isEmpty());
  }
}
