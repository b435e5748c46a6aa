// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.match.BitOperator;
import dev.tocsin.dots.wire.data.match.FlagsBitmask;
import dev.tocsin.dots.wire.data.match.Fragment;
import dev.tocsin.dots.wire.data.match.FragmentType;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.L4;
import dev.tocsin.dots.wire.data.match.PortMatch;
import dev.tocsin.dots.wire.data.match.Ports;
import dev.tocsin.dots.wire.data.match.TcpFlag;
import dev.tocsin.dots.wire.flowspec.BitField;
import dev.tocsin.dots.wire.flowspec.BitMatch;
import dev.tocsin.dots.wire.flowspec.FlowRule;
import dev.tocsin.dots.wire.flowspec.NumberField;
import dev.tocsin.dots.wire.flowspec.NumberRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// The flow specifications that match what an entry of an access control list matches.
final class EntryFlows {

  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;
  // RFC 8955 §4.2.2.8 counts the whole packet, RFC 8519 of IPv6 what is behind the header.
  private static final int IPV6_HEADER_BYTES = 40;
  private static final int TCP_FLAGS = 0xFF;
  // Beyond it no packet's length goes; only IPv6's flow label is wider, and has nothing added.
  private static final int NUMBER_MAX = 0xFFFFF;

  private final Ace ace;

  EntryFlows(Ace ace) {
    this.ace = ace;
  }

  /// A rule for every part of the domain that the entry is about; none if it matches nothing.
  ///
  /// @param within prefixes of the domain: a rule never reaches beyond them
  List<FlowRule> rules(List<Prefix> within) {
    var rules = new ArrayList<FlowRule>();
    for (var destination : destinations(within)) rule(destination).ifPresent(rules::add);
    return rules;
  }

  private List<Prefix> destinations(List<Prefix> within) {
    var l3 = ace.matches().l3();
    var family = within.stream().filter(prefix -> l3.isEmpty() || isOf(l3.get(), prefix)).toList();
    var asked = l3.flatMap(each -> each.networks().destination());
    if (asked.isEmpty()) return family;
    if (family.stream().anyMatch(prefix -> prefix.contains(asked.get()))) {
      return List.of(asked.get());
    }
    return family.stream().filter(asked.get()::contains).toList();
  }

  private static boolean isOf(L3 l3, Prefix prefix) {
    return prefix.isIpv4() == l3 instanceof L3.Ipv4;
  }

  private Optional<FlowRule> rule(Prefix destination) {
    var rule = Optional.of(FlowRule.to(destination));
    if (ace.matches().l3().isPresent()) {
      rule = rule.flatMap(each -> withL3(each, ace.matches().l3().get()));
    }
    if (ace.matches().l4().isPresent()) {
      rule = rule.flatMap(each -> withL4(each, ace.matches().l4().get()));
    }
    return rule;
  }

  private static Optional<FlowRule> withL3(FlowRule rule, L3 l3) {
    var sourced = l3.networks().source().map(rule::from).orElse(rule);
    return switch (l3) {
      case L3.Ipv4(var ip, _, _, var fragment) -> withFragment(withIp(sourced, ip, 0), fragment);
      case L3.Ipv6(var ip, var flowLabel, _, var fragment) ->
          withFragment(
              with(withIp(sourced, ip, IPV6_HEADER_BYTES), NumberField.FLOW_LABEL, flowLabel, 0),
              fragment);
    };
  }

  private static FlowRule withIp(FlowRule rule, IpFields ip, int headerBytes) {
    var withDscp = with(rule, NumberField.DSCP, ip.dscp(), 0);
    var withLength = with(withDscp, NumberField.PACKET_LENGTH, ip.length(), headerBytes);
    return with(withLength, NumberField.PROTOCOL, ip.protocol(), 0);
  }

  private static FlowRule with(FlowRule rule, NumberField field, OptionalInt value, int more) {
    if (value.isEmpty()) return rule;
    int number = Math.min(value.getAsInt() + more, NUMBER_MAX);
    return rule.with(field, List.of(NumberRange.of(number)));
  }

  private static Optional<FlowRule> withFragment(FlowRule rule, Optional<Fragment> fragment) {
    if (fragment.isEmpty()) return Optional.of(rule);
    int bits = 0;
    for (var type : fragment.get().type()) bits |= bit(type);
    return withBits(rule, BitField.FRAGMENT, fragment.get().operator(), bits);
  }

  private static int bit(FragmentType type) {
    return switch (type) {
      case DF -> BitField.DONT_FRAGMENT;
      case ISF -> BitField.IS_FRAGMENT;
      case FF -> BitField.FIRST_FRAGMENT;
      case LF -> BitField.LAST_FRAGMENT;
    };
  }

  /// RFC 8783 §4.3: with no bits at all some comparisons always hold, and the others never.
  private static Optional<FlowRule> withBits(
      FlowRule rule, BitField field, BitOperator operator, int bits) {
    if (bits == 0) {
      boolean always = operator == BitOperator.MATCH || operator == BitOperator.NOT_ANY;
      return always ? Optional.of(rule) : Optional.empty();
    }
    var matches =
        switch (operator) {
          case MATCH -> BitMatch.all(bits);
          case NOT_MATCH -> BitMatch.notAll(bits);
          case ANY -> BitMatch.any(bits);
          case NOT_ANY -> BitMatch.none(bits);
        };
    return Optional.of(rule.with(field, matches));
  }

  private static Optional<FlowRule> withL4(FlowRule rule, L4 l4) {
    return switch (l4) {
      case L4.Tcp(var fields, var bitmask, var ports) -> {
        var tcp = withPorts(of(rule, TCP), ports);
        if (fields.flags().isPresent()) yield Optional.of(withFlags(tcp, fields.flags().get()));
        yield bitmask.isEmpty() ? Optional.of(tcp) : withBitmask(tcp, bitmask.get());
      }
      case L4.Udp(_, var ports) -> Optional.of(withPorts(of(rule, UDP), ports));
      case L4.Icmp(var type, var code, _) -> {
        var icmp = of(rule, rule.isIpv4() ? ICMP : ICMPV6);
        yield Optional.of(
            with(with(icmp, NumberField.ICMP_TYPE, type, 0), NumberField.ICMP_CODE, code, 0));
      }
    };
  }

  private static FlowRule of(FlowRule rule, int protocol) {
    return rule.with(NumberField.PROTOCOL, List.of(NumberRange.of(protocol)));
  }

  private static Optional<FlowRule> withBitmask(FlowRule rule, FlagsBitmask bitmask) {
    return withBits(rule, BitField.TCP_FLAGS, bitmask.operator(), bitmask.bitmask());
  }

  /// RFC 8519 §4.2: exactly these are set.
  private static FlowRule withFlags(FlowRule rule, Set<TcpFlag> flags) {
    int set = 0;
    // The label's order is that of the bits, the highest first.
    for (var flag : flags) set |= 0x80 >> flag.ordinal();
    return rule.with(BitField.TCP_FLAGS, List.of(new BitMatch(set, TCP_FLAGS & ~set)));
  }

  private static FlowRule withPorts(FlowRule rule, Ports ports) {
    var sourced =
        ports.source().map(each -> rule.with(NumberField.SOURCE_PORT, numbers(each))).orElse(rule);
    return ports
        .destination()
        .map(each -> sourced.with(NumberField.DESTINATION_PORT, numbers(each)))
        .orElse(sourced);
  }

  private static List<NumberRange> numbers(PortMatch match) {
    return switch (match) {
      case PortMatch.Range(var range) -> List.of(new NumberRange(range.lower(), range.upper()));
      case PortMatch.Compare(var operator, int port) ->
          switch (operator) {
            case EQ -> List.of(NumberRange.of(port));
            case LTE -> List.of(new NumberRange(0, port));
            case GTE -> List.of(new NumberRange(port, 65_535));
            case NEQ -> allBut(port);
          };
    };
  }

  private static List<NumberRange> allBut(int port) {
    var ranges = new ArrayList<NumberRange>();
    if (port > 0) ranges.add(new NumberRange(0, port - 1));
    if (port < 65_535) ranges.add(new NumberRange(port + 1, 65_535));
    return ranges;
  }
}
