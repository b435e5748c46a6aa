// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

import java.util.Optional;
import java.util.OptionalInt;

/// A match on the network layer: IPv4 or IPv6.
public sealed interface L3 {

  int FLOW_LABEL_MAX = 0xF_FFFF;

  IpFields ip();

  Networks networks();

  Optional<Fragment> fragment();

  /// RFC 8783 §4.2: `fragment` and `flags` are never there together.
  record Ipv4(IpFields ip, Ipv4Fields header, Networks networks, Optional<Fragment> fragment)
      implements L3 {
    public Ipv4 {
      if (!networks.areAll(true)) throw new IllegalArgumentException("not IPv4: " + networks);
      if (fragment.isPresent() && header.flags().isPresent()) {
        throw new IllegalArgumentException("fragment and flags");
      }
    }
  }

  /// RFC 8783 §4.3: `df` is a bit of IPv4.
  record Ipv6(IpFields ip, OptionalInt flowLabel, Networks networks, Optional<Fragment> fragment)
      implements L3 {
    public Ipv6 {
      Ranges.check("flow-label", flowLabel, 0, FLOW_LABEL_MAX);
      if (!networks.areAll(false)) throw new IllegalArgumentException("not IPv6: " + networks);
      if (fragment.isPresent() && fragment.get().type().contains(FragmentType.DF)) {
        throw new IllegalArgumentException("df in IPv6");
      }
    }
  }
}
