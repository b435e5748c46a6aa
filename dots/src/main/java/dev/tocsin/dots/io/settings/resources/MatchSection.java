// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings.resources;

import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.io.settings.Protocols;
import dev.tocsin.dots.wire.data.match.BitOperator;
import dev.tocsin.dots.wire.data.match.Fragment;
import dev.tocsin.dots.wire.data.match.FragmentType;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.Ipv4Fields;
import dev.tocsin.dots.wire.data.match.Ipv4Flag;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.match.Networks;
import java.util.Optional;
import java.util.OptionalInt;

/// What an entry of a resource file matches on: `ipv4` or `ipv6`, and `tcp`, `udp` or `icmp`, with
/// the fields of RFC 8783 §4.2.
final class MatchSection {

  private MatchSection() {}

  static Matches read(Section section) {
    onlyOne(section, "ipv4", "ipv6");
    onlyOne(section, "tcp", "udp", "icmp");
    Optional<L3> l3 = Optional.empty();
    if (section.has("ipv4")) l3 = Optional.of(ipv4(section.section("ipv4")));
    if (section.has("ipv6")) l3 = Optional.of(ipv6(section.section("ipv6")));
    return new Matches(l3, TransportSection.read(section));
  }

  private static void onlyOne(Section section, String... headers) {
    Optional<String> first = Optional.empty();
    for (var header : headers) {
      if (!section.has(header)) continue;
      if (first.isPresent()) {
        throw section.refuse(header, "expected only one of " + String.join(", ", headers));
      }
      first = Optional.of(header);
    }
  }

  private static L3 ipv4(Section section) {
    var ip = ip(section, "ttl");
    var flags = section.list("flags", Words.of(Ipv4Flag.values())).optional();
    var header =
        new Ipv4Fields(
            number(section, "ihl", Ipv4Fields.IHL_MIN, Ipv4Fields.IHL_MAX),
            flags.map(Words::set),
            number(section, "offset", Ipv4Fields.OFFSET_MIN, 65_535),
            number(section, "identification", 0, 65_535));
    var networks = networks(section, true);
    var fragment = fragment(section);
    // RFC 8783 §4.2: 'fragment' and 'flags' MUST NOT be set in the same request.
    if (flags.isPresent() && fragment.isPresent()) {
      throw section.refuse("flags", "expected either 'flags' or 'fragment', found both");
    }
    return new L3.Ipv4(ip, header, networks, fragment);
  }

  private static L3 ipv6(Section section) {
    var ip = ip(section, "hop-limit");
    var flowLabel = number(section, "flow-label", 0, L3.FLOW_LABEL_MAX);
    var networks = networks(section, false);
    var fragment = fragment(section);
    // RFC 8783 §4.3: df must be 0 in an IPv6 filter.
    if (fragment.filter(each -> each.type().contains(FragmentType.DF)).isPresent()) {
      throw section.refuse("fragment", "expected no 'df', which IPv6 has not");
    }
    return new L3.Ipv6(ip, flowLabel, networks, fragment);
  }

  private static IpFields ip(Section section, String ttl) {
    var protocol = section.value("protocol", Protocols::parse).optional();
    return new IpFields(
        number(section, "dscp", 0, IpFields.DSCP_MAX),
        number(section, "ecn", 0, IpFields.ECN_MAX),
        number(section, "length", 0, 65_535),
        number(section, ttl, 0, 255),
        protocol.map(OptionalInt::of).orElseGet(OptionalInt::empty));
  }

  private static Networks networks(Section section, boolean isIpv4) {
    var prefix = prefix(isIpv4);
    return new Networks(
        section.value("destination", prefix).optional(),
        section.value("source", prefix).optional());
  }

  private static Kind<Prefix> prefix(boolean isIpv4) {
    return text -> {
      var prefix = Prefix.parse(text);
      if (prefix.isIpv4() == isIpv4) return prefix;
      throw new IllegalArgumentException(
          "expected a prefix of " + (isIpv4 ? "IPv4" : "IPv6") + ", found " + prefix);
    };
  }

  private static Optional<Fragment> fragment(Section section) {
    if (!section.has("fragment")) return Optional.empty();
    var fragment = section.section("fragment");
    var type =
        fragment
            .list("type", Words.of(FragmentType.values()))
            .check(list -> Words.set(list).size() > 0, "at least one of df, isf, ff, lf")
            .required();
    return Optional.of(new Fragment(operator(fragment), Words.set(type)));
  }

  /// RFC 8783 §4.3: match is the default.
  static BitOperator operator(Section section) {
    return section
        .value("operator", Words.one(BitOperator.values()))
        .orDefault(BitOperator.MATCH, BitOperator.MATCH.label());
  }

  static OptionalInt number(Section section, String key, int min, int max) {
    var number = section.integer(key, min, max).optional();
    return number.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }
}
