// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.match.BitOperator;
import dev.tocsin.dots.wire.data.match.FlagsBitmask;
import dev.tocsin.dots.wire.data.match.Fragment;
import dev.tocsin.dots.wire.data.match.FragmentType;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.Ipv4Fields;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.L4;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.match.Networks;
import dev.tocsin.dots.wire.data.match.PortMatch;
import dev.tocsin.dots.wire.data.match.PortOperator;
import dev.tocsin.dots.wire.data.match.Ports;
import dev.tocsin.dots.wire.data.match.TcpFields;
import dev.tocsin.dots.wire.flowspec.BitField;
import dev.tocsin.dots.wire.flowspec.BitMatch;
import dev.tocsin.dots.wire.flowspec.FlowRule;
import dev.tocsin.dots.wire.flowspec.NumberField;
import dev.tocsin.dots.wire.flowspec.NumberRange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EntryFlowsTest {

  private static final Prefix FOUR = Prefix.parse("198.51.100.0/24");
  private static final Prefix SIX = Prefix.parse("2001:db8::/32");
  private static final List<Prefix> DOMAIN = List.of(FOUR, SIX);

  @Test
  void anEntryWithoutADestinationIsAboutTheWholeDomain() {
    assertThat(rules(Matches.ANY)).containsExactly(FlowRule.to(FOUR), FlowRule.to(SIX));
  }

  @Test
  void neverReachesBeyondTheDomain() {
    var wide = ipv4(new Networks(Optional.of(Prefix.parse("198.51.0.0/16")), Optional.empty()));
    var narrow = ipv4(new Networks(Optional.of(Prefix.parse("198.51.100.7/32")), Optional.empty()));
    var foreign = ipv4(new Networks(Optional.of(Prefix.parse("203.0.113.0/24")), Optional.empty()));

    assertThat(rules(wide)).containsExactly(FlowRule.to(FOUR));
    assertThat(rules(narrow)).containsExactly(FlowRule.to(Prefix.parse("198.51.100.7/32")));
    assertThat(rules(foreign)).isEmpty();
  }

  @Test
  void matchesSourcesLengthsAndProtocols() {
    var source = Prefix.parse("192.0.2.0/24");
    var ip =
        new IpFields(
            OptionalInt.of(46),
            OptionalInt.empty(),
            OptionalInt.of(1_000),
            OptionalInt.empty(),
            OptionalInt.of(47));
    var four =
        new L3.Ipv4(
            ip,
            Ipv4Fields.ANY,
            new Networks(Optional.empty(), Optional.of(source)),
            Optional.empty());
    var six = new L3.Ipv6(ip, OptionalInt.of(7), Networks.ANY, Optional.empty());

    assertThat(rules(new Matches(Optional.of(four), Optional.empty())))
        .containsExactly(
            FlowRule.to(FOUR)
                .from(source)
                .with(NumberField.DSCP, List.of(NumberRange.of(46)))
                .with(NumberField.PACKET_LENGTH, List.of(NumberRange.of(1_000)))
                .with(NumberField.PROTOCOL, List.of(NumberRange.of(47))));
    // of IPv6 RFC 8519 counts what is behind the header, RFC 8955 all of it
    assertThat(rules(new Matches(Optional.of(six), Optional.empty())))
        .containsExactly(
            FlowRule.to(SIX)
                .with(NumberField.DSCP, List.of(NumberRange.of(46)))
                .with(NumberField.PACKET_LENGTH, List.of(NumberRange.of(1_040)))
                .with(NumberField.PROTOCOL, List.of(NumberRange.of(47)))
                .with(NumberField.FLOW_LABEL, List.of(NumberRange.of(7))));
  }

  @Test
  void matchesPorts() {
    var ports =
        new Ports(
            Optional.of(new PortMatch.Compare(PortOperator.NEQ, 53)),
            Optional.of(new PortMatch.Range(new PortRange(80, 90))));

    assertThat(
            rules(
                new Matches(Optional.empty(), Optional.of(new L4.Udp(OptionalInt.empty(), ports)))))
        .contains(
            FlowRule.to(FOUR)
                .with(NumberField.PROTOCOL, List.of(NumberRange.of(17)))
                .with(
                    NumberField.SOURCE_PORT,
                    List.of(new NumberRange(0, 52), new NumberRange(54, 65_535)))
                .with(NumberField.DESTINATION_PORT, List.of(new NumberRange(80, 90))));
  }

  @Test
  void matchesFlagsAndFragments() {
    var syn = new FlagsBitmask(BitOperator.MATCH, BitField.SYN);
    var tcp = new L4.Tcp(TcpFields.ANY, Optional.of(syn), Ports.ANY);
    var fragment = new Fragment(BitOperator.ANY, Set.of(FragmentType.ISF, FragmentType.FF));
    var l3 = new L3.Ipv4(IpFields.ANY, Ipv4Fields.ANY, Networks.ANY, Optional.of(fragment));

    assertThat(rules(new Matches(Optional.of(l3), Optional.of(tcp))))
        .containsExactly(
            FlowRule.to(FOUR)
                .with(NumberField.PROTOCOL, List.of(NumberRange.of(6)))
                .with(BitField.TCP_FLAGS, BitMatch.all(BitField.SYN))
                .with(
                    BitField.FRAGMENT,
                    BitMatch.any(BitField.IS_FRAGMENT | BitField.FIRST_FRAGMENT)));
  }

  @Test
  void aComparisonThatNeverHoldsMatchesNothing() {
    var never = new FlagsBitmask(BitOperator.ANY, 0);
    var always = new FlagsBitmask(BitOperator.MATCH, 0);

    assertThat(rules(tcp(never))).isEmpty();
    assertThat(rules(tcp(always))).hasSize(2);
  }

  @Test
  void icmpIsOfTheFamilyOfItsDestination() {
    var icmp = new L4.Icmp(OptionalInt.of(8), OptionalInt.of(0), Optional.empty());

    assertThat(rules(new Matches(Optional.empty(), Optional.of(icmp))))
        .extracting(rule -> rule.numbers().get(NumberField.PROTOCOL))
        .containsExactly(List.of(NumberRange.of(1)), List.of(NumberRange.of(58)));
  }

  private static Matches tcp(FlagsBitmask bitmask) {
    return new Matches(
        Optional.empty(), Optional.of(new L4.Tcp(TcpFields.ANY, Optional.of(bitmask), Ports.ANY)));
  }

  private static Matches ipv4(Networks networks) {
    return new Matches(
        Optional.of(new L3.Ipv4(IpFields.ANY, Ipv4Fields.ANY, networks, Optional.empty())),
        Optional.empty());
  }

  private static List<FlowRule> rules(Matches matches) {
    return new EntryFlows(new Ace("one", matches, Actions.DROP)).rules(DOMAIN);
  }
}
