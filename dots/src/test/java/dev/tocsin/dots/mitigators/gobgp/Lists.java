// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.match.BitOperator;
import dev.tocsin.dots.wire.data.match.FlagsBitmask;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.Ipv4Fields;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.L4;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.match.Networks;
import dev.tocsin.dots.wire.data.match.Ports;
import dev.tocsin.dots.wire.data.match.TcpFields;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Access control lists for tests: one, with one entry.
final class Lists {

  private static final FilterKey KEY = new FilterKey("customer", "cuid", "list");

  private Lists() {}

  /// TCP packets from a source with these flags are dropped.
  static FilterOrder dropping(String source, int flags, Prefix within) {
    var tcp =
        new L4.Tcp(
            TcpFields.ANY, Optional.of(new FlagsBitmask(BitOperator.MATCH, flags)), Ports.ANY);
    return order(new Ace("one", matches(source, Optional.of(tcp)), Actions.DROP), within);
  }

  /// Everything from a source is kept.
  static FilterOrder accepting(String source, Prefix within) {
    return order(new Ace("one", matches(source, Optional.empty()), Actions.ACCEPT), within);
  }

  private static Matches matches(String source, Optional<L4> l4) {
    var networks = new Networks(Optional.empty(), Optional.of(Prefix.parse(source)));
    var l3 = new L3.Ipv4(IpFields.ANY, Ipv4Fields.ANY, networks, Optional.empty());
    return new Matches(Optional.of(l3), l4);
  }

  private static FilterOrder order(Ace ace, Prefix within) {
    var acl =
        new Acl(
            "list", Optional.empty(), ActivationType.IMMEDIATE, OptionalInt.empty(), List.of(ace));
    return new FilterOrder(KEY, List.of("edge"), 0, acl, List.of(within));
  }
}
