// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.topology;

import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.base.net.Prefix;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Puts a topology together from OSPFv2's LSAs, whatever they are written in. Routers are named by
/// their router id, networks by the address of their designated router (RFC 2328 §12.4). Addresses
/// are texts; a wrong one is an `IllegalArgumentException`.
final class OspfLsas {

  private final Topology.Builder topology = new Topology.Builder();
  private final Set<String> summaries = new HashSet<>();

  void router(String id) {
    topology.router(id);
  }

  // RFC 2328 §12.4.1
  void pointToPoint(String router, String neighbor, int metric) {
    topology.link(router, neighbor, metric);
  }

  void transit(String router, String designatedRouter, int metric) {
    topology.link(router, name(designatedRouter), metric);
  }

  void stub(String router, String network, String mask, int metric) {
    topology.attach(Prefix.parse(network + "/" + bits(mask)), router, metric);
  }

  // RFC 2328 §12.4.2
  void network(String designatedRouter, int bits) {
    topology.node(name(designatedRouter), false, Map.of());
    topology.attach(masked(designatedRouter, bits), name(designatedRouter), 0);
  }

  /// From a network to its routers there is no cost (RFC 2328 §12.4.2).
  void attached(String designatedRouter, String router) {
    topology.link(name(designatedRouter), router, 0);
  }

  /// Prefixes of other areas, as far away as their border router says (RFC 2328 §12.4.3).
  void summary(String borderRouter, String network, int bits, int metric) {
    var prefix = masked(network, bits);
    if (summaries.add(borderRouter + " " + prefix)) topology.attach(prefix, borderRouter, metric);
  }

  Topology build() {
    return topology.build();
  }

  private static String name(String designatedRouter) {
    return "network " + designatedRouter;
  }

  private static Prefix masked(String address, int bits) {
    if (bits < 0 || bits > 32) {
      throw new IllegalArgumentException("expected a mask of 0 to 32 bits, found " + bits);
    }
    int network = bits == 0 ? 0 : value(address) & -1 << (32 - bits);
    return Prefix.parse(
        "%d.%d.%d.%d/%d"
            .formatted(
                network >>> 24, network >>> 16 & 255, network >>> 8 & 255, network & 255, bits));
  }

  private static int value(String address) {
    var parts = address.split("\\.", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("expected an IPv4 address, found '" + address + "'");
    }
    int value = 0;
    for (var part : parts) value = value << 8 | octet(part);
    return value;
  }

  private static int octet(String text) {
    int value = Integer.parseInt(text);
    if (value < 0 || value > 255)
      throw new IllegalArgumentException("'" + text + "' in an address");
    return value;
  }

  /// How many bits a mask such as `255.255.255.0` has.
  static int bits(String mask) {
    int value = value(mask);
    int bits = Integer.bitCount(value);
    if (bits > 0 && value != -1 << (32 - bits)) {
      throw new IllegalArgumentException("'" + mask + "' is no network mask");
    }
    return bits;
  }
}
