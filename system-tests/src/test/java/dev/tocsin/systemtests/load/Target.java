// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.load;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.Scope;
import java.util.List;
import java.util.Optional;

/// The mitigation that bears a number: each has a mid and a scope that no other one has.
record Target(int number) {

  /// So that no list of one client becomes large.
  static final int CUIDS = 256;

  private static final int FOREIGN_EVERY = 20;
  private static final int PORT = 80;
  private static final int TCP = 6;

  static Target of(String cuid, long mid) {
    return new Target((int) (mid - 1) * CUIDS + Integer.parseInt(cuid.substring("load".length())));
  }

  String cuid() {
    return cuid(number % CUIDS);
  }

  static String cuid(int index) {
    return "load" + index;
  }

  long mid() {
    return number / CUIDS + 1;
  }

  /// Outside what the domain owns.
  boolean isForeign() {
    return number % FOREIGN_EVERY == FOREIGN_EVERY - 1;
  }

  String address() {
    return "%d.%d.%d.%d"
        .formatted(isForeign() ? 11 : 10, number >> 16 & 255, number >> 8 & 255, number & 255);
  }

  MitigationRequest request() {
    var scope =
        new Scope(
            List.of(Prefix.parse(address() + "/32")),
            List.of(PortRange.of(PORT)),
            List.of(TCP),
            List.of(),
            List.of(),
            List.of());
    return new MitigationRequest(scope, 3600, true, Optional.empty());
  }

  /// The key of its filter as `nft -n` lists it.
  String filter() {
    return address() + " . " + TCP + " . " + PORT;
  }
}
