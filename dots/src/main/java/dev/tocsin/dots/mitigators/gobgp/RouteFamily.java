// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import dev.tocsin.base.gobgp.api.Family;
import dev.tocsin.base.net.Prefix;

/// The tables that our routes go to.
enum RouteFamily {
  UNICAST_IPV4(1, 1),
  UNICAST_IPV6(2, 1),
  FLOWSPEC_IPV4(1, 133),
  FLOWSPEC_IPV6(2, 133);

  private final int afi;
  private final int safi;

  RouteFamily(int afi, int safi) {
    this.afi = afi;
    this.safi = safi;
  }

  static RouteFamily unicast(Prefix prefix) {
    return prefix.isIpv4() ? UNICAST_IPV4 : UNICAST_IPV6;
  }

  static RouteFamily flowspec(Prefix destination) {
    return destination.isIpv4() ? FLOWSPEC_IPV4 : FLOWSPEC_IPV6;
  }

  /// IANA's number of the address family.
  int afi() {
    return afi;
  }

  /// IANA's number of the subsequent address family.
  int safi() {
    return safi;
  }

  boolean isUnicast() {
    return safi == 1;
  }

  Family message() {
    return Family.newBuilder().setAfi(afi).setSafi(safi).build();
  }
}
