// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.Ipv4Flag;
import dev.tocsin.dots.wire.data.match.L3;
import java.util.OptionalInt;
import java.util.Set;

/// What a match on the network layer is in nft's words, without its prefixes.
final class L3Condition {

  private static final int IHL_WORDS_MAX = 15;
  private static final int OFFSET_MAX = 0x1fff;

  private L3Condition() {}

  static Condition of(L3 match) {
    return switch (match) {
      case L3.Ipv4 ipv4 -> ipv4(ipv4);
      case L3.Ipv6 ipv6 -> ipv6(ipv6);
    };
  }

  private static Condition ipv4(L3.Ipv4 match) {
    var header = match.header();
    // YANG lets both fields be larger than their bits can hold: no packet is like that.
    if (header.ihl().orElse(0) > IHL_WORDS_MAX || header.offset().orElse(0) > OFFSET_MAX) {
      return Condition.NEVER;
    }
    var text = new StringBuilder();
    common(match.ip(), "ip", "ttl", text);
    field("ip protocol", match.ip().protocol(), text);
    field("ip hdrlength", header.ihl(), text);
    header.flags().ifPresent(set -> text.append(" ip frag-off & 0xe000 == " + bits(set)));
    field("ip frag-off & 0x1fff ==", header.offset(), text);
    field("ip id", header.identification(), text);
    var fragment = match.fragment().map(FragmentCondition::ipv4).orElse(Condition.ALWAYS);
    return Condition.of(text.toString().strip()).and(fragment);
  }

  private static Condition ipv6(L3.Ipv6 match) {
    var text = new StringBuilder();
    common(match.ip(), "ip6", "hoplimit", text);
    // The protocol of the payload, behind extension headers.
    field("meta l4proto", match.ip().protocol(), text);
    field("ip6 flowlabel", match.flowLabel(), text);
    var fragment = match.fragment().map(FragmentCondition::ipv6).orElse(Condition.ALWAYS);
    return Condition.of(text.toString().strip()).and(fragment);
  }

  private static void common(IpFields fields, String header, String ttl, StringBuilder text) {
    field(header + " dscp", fields.dscp(), text);
    field(header + " ecn", fields.ecn(), text);
    field(header + " length", fields.length(), text);
    field(header + " " + ttl, fields.ttl(), text);
  }

  static void field(String name, OptionalInt value, StringBuilder text) {
    value.ifPresent(number -> text.append(' ').append(name).append(' ').append(number));
  }

  private static int bits(Set<Ipv4Flag> flags) {
    int bits = 0;
    for (var flag : flags) {
      bits |=
          switch (flag) {
            case RESERVED -> 0x8000;
            case FRAGMENT -> 0x4000;
            case MORE -> 0x2000;
          };
    }
    return bits;
  }
}
