// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.mitigation;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.data.Acl;
import java.util.List;

/// An access control list that is to be in force (RFC 8783 §7.2). The lists of one client are tried
/// by ascending rank, the entries of each in their order, until one matches; what none matches is
/// left to the mitigations.
///
/// @param mitigators instances of the domain; those that can filter by lists do
/// @param rank unique among the lists of a client; may change
/// @param within prefixes of the domain: traffic to others is never touched, whatever an entry says
public record FilterOrder(
    FilterKey key, List<String> mitigators, long rank, Acl acl, List<Prefix> within) {

  public FilterOrder {
    mitigators = List.copyOf(mitigators);
    within = List.copyOf(within);
  }
}
