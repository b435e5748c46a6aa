// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.data.match.BitOperator;
import dev.tocsin.dots.wire.data.match.Fragment;
import dev.tocsin.dots.wire.data.match.FragmentType;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.Ipv4Fields;
import dev.tocsin.dots.wire.data.match.Ipv4Flag;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.Networks;
import java.util.Optional;

/// Reads matches on the headers of IPv4 and IPv6 (RFC 8783 Figures 6 and 7).
final class L3Reader {

  private static final int UINT8_MAX = 255;
  private static final int UINT16_MAX = 65_535;

  private L3Reader() {}

  static Optional<L3> read(Container matches) {
    var ipv4 = matches.take("ipv4");
    var ipv6 = matches.take("ipv6");
    if (ipv4.isPresent() && ipv6.isPresent()) {
      throw ipv6.get().invalid("expected either ipv4 or ipv6, found both");
    }
    return ipv4.isPresent()
        ? ipv4.map(node -> ipv4(node.container()))
        : ipv6.map(node -> ipv6(node.container()));
  }

  private static L3 ipv4(Container in) {
    var ip = ip(in);
    var flags = in.take("flags");
    var header =
        new Ipv4Fields(
            in.number("ihl", Ipv4Fields.IHL_MIN, Ipv4Fields.IHL_MAX),
            flags.map(node -> node.bits(Ipv4Flag.class)),
            in.number("offset", Ipv4Fields.OFFSET_MIN, UINT16_MAX),
            in.number("identification", 0, UINT16_MAX));
    var networks = networks(in, "ipv4");
    var fragment = in.take("fragment").map(L3Reader::fragment);
    in.end();
    // RFC 8783 §4.2: 'fragment' and 'flags' MUST NOT be set in the same request.
    if (flags.isPresent() && fragment.isPresent()) {
      throw flags.get().invalid("expected either flags or fragment, found both");
    }
    return new L3.Ipv4(ip, header, networks, fragment);
  }

  private static L3 ipv6(Container in) {
    var ip = ip(in);
    var networks = networks(in, "ipv6");
    var flowLabel = in.number("flow-label", 0, L3.FLOW_LABEL_MAX);
    var fragment = in.take("fragment").map(L3Reader::fragmentOfIpv6);
    in.end();
    return new L3.Ipv6(ip, flowLabel, networks, fragment);
  }

  private static IpFields ip(Container in) {
    return new IpFields(
        in.number("dscp", 0, IpFields.DSCP_MAX),
        in.number("ecn", 0, IpFields.ECN_MAX),
        in.number("length", 0, UINT16_MAX),
        in.number("ttl", 0, UINT8_MAX),
        in.number("protocol", 0, UINT8_MAX));
  }

  private static Networks networks(Container in, String family) {
    return new Networks(
        network(in, "destination-" + family + "-network", family),
        network(in, "source-" + family + "-network", family));
  }

  private static Optional<Prefix> network(Container in, String name, String family) {
    return in.take(name)
        .map(
            node -> {
              var prefix = TargetReader.prefix(node);
              if (prefix.isIpv4() != family.equals("ipv4")) {
                throw node.expected("a prefix of " + family);
              }
              return prefix;
            });
  }

  private static Fragment fragmentOfIpv6(Node node) {
    var fragment = fragment(node);
    // RFC 8783 §4.3: df must be 0 in an IPv6 filter.
    if (fragment.type().contains(FragmentType.DF)) {
      throw new Node(node.value(), node.path().child("type"), node.strictness())
          .invalid("expected no df in an IPv6 filter");
    }
    return fragment;
  }

  private static Fragment fragment(Node node) {
    var in = node.container();
    var operator = operator(in);
    var typeNode = in.need("type");
    var type = typeNode.bits(FragmentType.class);
    in.end();
    if (type.isEmpty()) throw typeNode.expected("at least one bit");
    return new Fragment(operator, type);
  }

  /// RFC 8783 §4.3: match is the default.
  static BitOperator operator(Container in) {
    return in.take("operator")
        .map(node -> node.combination(BitOperator.values()))
        .orElse(BitOperator.MATCH);
  }
}
