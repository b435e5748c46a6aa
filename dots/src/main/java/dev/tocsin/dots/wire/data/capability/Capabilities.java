// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.capability;

import java.util.HashSet;
import java.util.Set;

/// What a server can filter on and do (RFC 8783 §7.1). What a server leaves out or calls false is
/// not in these sets.
///
/// @param rateLimit whether accepted traffic can be limited
/// @param transportProtocols IANA protocol numbers
public record Capabilities(
    Set<AddressFamily> addressFamilies,
    Set<ForwardingAction> forwardingActions,
    boolean rateLimit,
    Set<Integer> transportProtocols,
    Set<MatchField> fields) {

  public static final Capabilities NONE =
      new Capabilities(Set.of(), Set.of(), false, Set.of(), Set.of());

  public Capabilities {
    addressFamilies = Set.copyOf(addressFamilies);
    forwardingActions = Set.copyOf(forwardingActions);
    transportProtocols = Set.copyOf(transportProtocols);
    fields = Set.copyOf(fields);
  }

  /// What at least one of the two can do.
  public Capabilities or(Capabilities other) {
    return new Capabilities(
        union(addressFamilies, other.addressFamilies),
        union(forwardingActions, other.forwardingActions),
        rateLimit || other.rateLimit,
        union(transportProtocols, other.transportProtocols),
        union(fields, other.fields));
  }

  private static <T> Set<T> union(Set<T> one, Set<T> two) {
    var all = new HashSet<>(one);
    all.addAll(two);
    return all;
  }

  /// What RFC 8783 §4.2 demands of everybody, with all actions: the answer of Figure 23.
  public static Capabilities mandatory() {
    return new Capabilities(
        Set.of(AddressFamily.values()),
        Set.of(ForwardingAction.ACCEPT, ForwardingAction.DROP),
        true,
        Set.of(1, 6, 17, 58),
        MatchField.MANDATORY);
  }
}
