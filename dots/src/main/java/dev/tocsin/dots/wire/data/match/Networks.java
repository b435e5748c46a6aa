// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

import dev.tocsin.base.net.Prefix;
import java.util.Optional;

/// Destination and source of packets. A destination that is absent means the whole of the client's
/// domain (RFC 8783 §7.2), a source that is absent means any.
public record Networks(Optional<Prefix> destination, Optional<Prefix> source) {

  public static final Networks ANY = new Networks(Optional.empty(), Optional.empty());

  boolean areAll(boolean ipv4) {
    return destination.stream().allMatch(prefix -> prefix.isIpv4() == ipv4)
        && source.stream().allMatch(prefix -> prefix.isIpv4() == ipv4);
  }
}
