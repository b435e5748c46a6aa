// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import dev.tocsin.lab.bgp.flow.Component.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Says in nftables' language which packets a flow specification means: alternatives, of which each
/// is the text of one rule without its verdict.
final class NftMatch {

  /// More than anybody means; each is a rule.
  private static final int ALTERNATIVES_MAX = 256;

  private static final int IPV6_HEADER = 40;
  private static final int DONT_FRAGMENT = 1;
  private static final int IS_FRAGMENT = 2;
  private static final int FIRST_FRAGMENT = 4;
  private static final int LAST_FRAGMENT = 8;

  private final FlowRoute route;

  private NftMatch(FlowRoute route) {
    this.route = route;
  }

  /// @return empty if no packet can match
  /// @throws IllegalArgumentException if it cannot be said
  static List<String> of(FlowRoute route) {
    var match = new NftMatch(route);
    var alternatives = List.of(match.common());
    for (var component : route.components()) {
      var further = match.component(component);
      alternatives =
          alternatives.stream()
              .flatMap(before -> further.stream().map(each -> before + " " + each))
              .toList();
      if (alternatives.size() > ALTERNATIVES_MAX) {
        throw new IllegalArgumentException("more than " + ALTERNATIVES_MAX + " alternatives");
      }
    }
    return alternatives;
  }

  private String common() {
    var parts = new ArrayList<String>();
    parts.add("meta nfproto " + (route.ipv4() ? "ipv4" : "ipv6"));
    route.destination().ifPresent(prefix -> parts.add(address("daddr", prefix)));
    route.source().ifPresent(prefix -> parts.add(address("saddr", prefix)));
    return String.join(" ", parts);
  }

  private String address(String side, FlowPrefix prefix) {
    if (route.ipv4()) return "ip " + side + " " + prefix.prefix();
    if (prefix.offset() == 0) return "ip6 " + side + " " + prefix.prefix();
    var value = prefix.prefix().address().getHostAddress();
    return "ip6 %s & %s == %s"
        .formatted(side, mask(prefix.offset(), prefix.prefix().length()), value);
  }

  private static String mask(int from, int to) {
    return Stream.iterate(0, group -> group + 16)
        .limit(8)
        .map(group -> Integer.toHexString(ones(from - group, to - group)))
        .collect(Collectors.joining(":"));
  }

  /// Sixteen bits, those from one to before another set.
  private static int ones(int from, int to) {
    int first = Math.clamp(from, 0, 16);
    int last = Math.clamp(to, first, 16);
    return (0xFFFF >>> first) & ~(0xFFFF >>> last) & 0xFFFF;
  }

  private List<String> component(Component component) {
    return switch (component.field()) {
      case PROTOCOL -> numbers("meta l4proto", component);
      case PORT -> withPorts(component, "th dport", "th sport");
      case DESTINATION_PORT -> withPorts(component, "th dport");
      case SOURCE_PORT -> withPorts(component, "th sport");
      case ICMP_TYPE -> numbers(icmp() + " type", component);
      case ICMP_CODE -> numbers(icmp() + " code", component);
      case TCP_FLAGS -> tcpFlags(component);
      case PACKET_LENGTH -> length(component);
      case DSCP -> numbers((route.ipv4() ? "ip" : "ip6") + " dscp", component);
      case FRAGMENT -> fragments(component);
      case FLOW_LABEL -> numbers("@nh,12,20", component);
    };
  }

  private String icmp() {
    return route.ipv4() ? "icmp" : "icmpv6";
  }

  private static List<String> numbers(String what, Component component) {
    return set(what, component.ranges());
  }

  private static List<String> set(String what, List<Range> ranges) {
    if (ranges.isEmpty()) return List.of();
    var texts =
        ranges.stream()
            .map(
                each ->
                    each.lower() == each.upper()
                        ? String.valueOf(each.lower())
                        : each.lower() + "-" + each.upper())
            .collect(Collectors.joining(", "));
    return List.of(what + " { " + texts + " }");
  }

  // RFC 8955 §4.2.2.4: with ports, only TCP and UDP match.
  private static List<String> withPorts(Component component, String... sides) {
    return Stream.of(sides)
        .flatMap(side -> numbers(side, component).stream())
        .map("meta l4proto { tcp, udp } "::concat)
        .toList();
  }

  private static List<String> tcpFlags(Component component) {
    return component.alternatives().stream()
        .map(all -> all.stream().map(NftMatch::flags).collect(Collectors.joining(" ")))
        .map("meta l4proto tcp "::concat)
        .toList();
  }

  // Octets 13 and 14 of the header; above the flags is the data offset (RFC 8955 §4.2.2.9).
  private static String flags(Term term) {
    if (term.value() > Field.TCP_FLAGS.max()) {
      throw new IllegalArgumentException("TCP has no flags 0x" + Long.toHexString(term.value()));
    }
    boolean match = (term.operator() & Term.MATCH) != 0;
    boolean not = (term.operator() & Term.NOT) != 0;
    return "@th,96,16 & 0x%x %s 0x%x"
        .formatted(term.value(), match == not ? "!=" : "==", match ? term.value() : 0);
  }

  private List<String> length(Component component) {
    if (route.ipv4()) return numbers("ip length", component);
    // The header tells the payload's length.
    var payloads =
        component.ranges().stream()
            .filter(each -> each.upper() >= IPV6_HEADER)
            .map(
                each ->
                    new Range(Math.max(0, each.lower() - IPV6_HEADER), each.upper() - IPV6_HEADER))
            .toList();
    return set("ip6 length", payloads);
  }

  /// What a packet can be, and the bits that it then has (RFC 8955 §4.2.2.12).
  private record Kind(int bits, String ipv4, List<String> ipv6) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              0,
              "ip frag-off & 0x3fff == 0",
              List.of("exthdr frag missing", "frag frag-off 0 frag more-fragments 0")),
          new Kind(
              FIRST_FRAGMENT,
              "ip frag-off & 0x3fff == 0x2000",
              List.of("frag frag-off 0 frag more-fragments 1")),
          new Kind(
              IS_FRAGMENT,
              "ip frag-off & 0x2000 != 0 ip frag-off & 0x1fff != 0",
              List.of("frag frag-off != 0 frag more-fragments 1")),
          new Kind(
              IS_FRAGMENT | LAST_FRAGMENT,
              "ip frag-off & 0x2000 == 0 ip frag-off & 0x1fff != 0",
              List.of("frag frag-off != 0 frag more-fragments 0")));

  private List<String> fragments(Component component) {
    if (!route.ipv4()) return kinds(component, 0, Kind::ipv6);
    return Stream.of(0, DONT_FRAGMENT)
        .flatMap(
            df ->
                kinds(component, df, kind -> List.of(kind.ipv4())).stream()
                    .map(("ip frag-off & 0x4000 " + (df == 0 ? "== 0 " : "!= 0 "))::concat))
        .toList();
  }

  private static List<String> kinds(
      Component component, int more, Function<Kind, List<String>> text) {
    return KINDS.stream()
        .filter(kind -> component.holds(kind.bits() | more))
        .flatMap(kind -> text.apply(kind).stream())
        .toList();
  }
}
