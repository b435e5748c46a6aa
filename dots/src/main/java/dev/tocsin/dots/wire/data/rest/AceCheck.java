// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.AclType;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.L4;
import java.util.Optional;

/// Whether an entry fits its list and itself. For lists that come whole and for entries that come
/// alone, when only the server knows the list that they go to.
public final class AceCheck {

  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;

  private AceCheck() {}

  /// @param acl where the list stands, for the refusal
  /// @throws DataRefusedException naming the element that does not fit
  public static void check(InstancePath acl, Optional<AclType> type, Ace ace) {
    var matches = acl.child("aces").entry("ace", "name", ace.name()).child("matches");
    var family = ace.matches().l3().map(AceCheck::family);
    if (family.isPresent() && type.isPresent() && !family.equals(type)) {
      var header = family.get() == AclType.IPV4 ? "ipv4" : "ipv6";
      // RFC 8783 §4.3: the type decides which of them is there.
      throw DataRefusedException.at(
          matches.child(header),
          ErrorTag.UNKNOWN_ELEMENT,
          header + " is not known in a list of type " + type.get().label());
    }
    var meant = family.isPresent() ? family : type;
    if (ace.matches().l4().isPresent()) fits(acl, matches, meant, ace);
  }

  private static void fits(
      InstancePath acl, InstancePath matches, Optional<AclType> family, Ace ace) {
    var l4 = ace.matches().l4().orElseThrow();
    // RFC 8783 §4.2: whether ICMP or ICMPv6 is meant is governed by the l3 match or the type.
    if (l4 instanceof L4.Icmp && family.isEmpty()) {
      throw DataRefusedException.at(
          acl.child("type"),
          ErrorTag.MISSING_ATTRIBUTE,
          "icmp needs the type of the list, or ipv4 or ipv6, to tell ICMP from ICMPv6");
    }
    var l3 = ace.matches().l3();
    if (l3.isEmpty() || l3.get().ip().protocol().isEmpty()) return;
    int protocol = l3.get().ip().protocol().getAsInt();
    int expected = protocol(l4, l3.get());
    if (protocol != expected) {
      throw DataRefusedException.at(
          matches.child(l3.get() instanceof L3.Ipv4 ? "ipv4" : "ipv6").child("protocol"),
          ErrorTag.INVALID_VALUE,
          "expected " + expected + " as the match on the transport says, found " + protocol);
    }
  }

  private static int protocol(L4 l4, L3 l3) {
    return switch (l4) {
      case L4.Tcp _ -> TCP;
      case L4.Udp _ -> UDP;
      case L4.Icmp _ -> l3 instanceof L3.Ipv4 ? ICMP : ICMPV6;
    };
  }

  private static AclType family(L3 l3) {
    return switch (l3) {
      case L3.Ipv4 _ -> AclType.IPV4;
      case L3.Ipv6 _ -> AclType.IPV6;
    };
  }
}
