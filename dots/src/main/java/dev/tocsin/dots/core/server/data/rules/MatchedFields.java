// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data.rules;

import static dev.tocsin.dots.wire.data.capability.MatchField.*;

import dev.tocsin.dots.wire.data.capability.MatchField;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.L4;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.match.PortMatch;
import dev.tocsin.dots.wire.data.match.PortOperator;
import dev.tocsin.dots.wire.data.match.Ports;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Which capabilities (RFC 8783 §7.1) a match needs.
public final class MatchedFields {

  private final Map<MatchField, String> fields = new EnumMap<>(MatchField.class);

  private MatchedFields() {}

  /// @return each with the name of the leaf or container that needs it
  public static Map<MatchField, String> of(Matches matches) {
    var found = new MatchedFields();
    matches
        .l3()
        .ifPresent(
            l3 -> {
              switch (l3) {
                case L3.Ipv4 ipv4 -> found.ipv4(ipv4);
                case L3.Ipv6 ipv6 -> found.ipv6(ipv6);
              }
            });
    matches
        .l4()
        .ifPresent(
            l4 -> {
              switch (l4) {
                case L4.Tcp tcp -> found.tcp(tcp);
                case L4.Udp udp -> found.udp(udp);
                case L4.Icmp icmp -> found.icmp(icmp);
              }
            });
    return found.fields;
  }

  private void add(boolean isUsed, MatchField field, String leaf) {
    if (isUsed) fields.put(field, leaf);
  }

  private void ipv4(L3.Ipv4 match) {
    var ip = match.ip();
    add(ip.dscp().isPresent(), IPV4_DSCP, "dscp");
    add(ip.ecn().isPresent(), IPV4_ECN, "ecn");
    add(ip.length().isPresent(), IPV4_LENGTH, "length");
    add(ip.ttl().isPresent(), IPV4_TTL, "ttl");
    add(ip.protocol().isPresent(), IPV4_PROTOCOL, "protocol");
    var header = match.header();
    add(header.ihl().isPresent(), IPV4_IHL, "ihl");
    add(header.flags().isPresent(), IPV4_FLAGS, "flags");
    add(header.offset().isPresent(), IPV4_OFFSET, "offset");
    add(header.identification().isPresent(), IPV4_IDENTIFICATION, "identification");
    var networks = match.networks();
    add(networks.source().isPresent(), IPV4_SOURCE_PREFIX, "source-ipv4-network");
    add(networks.destination().isPresent(), IPV4_DESTINATION_PREFIX, "destination-ipv4-network");
    add(match.fragment().isPresent(), IPV4_FRAGMENT, "fragment");
  }

  private void ipv6(L3.Ipv6 match) {
    var ip = match.ip();
    add(ip.dscp().isPresent(), IPV6_DSCP, "dscp");
    add(ip.ecn().isPresent(), IPV6_ECN, "ecn");
    add(ip.length().isPresent(), IPV6_LENGTH, "length");
    add(ip.ttl().isPresent(), IPV6_HOPLIMIT, "ttl");
    add(ip.protocol().isPresent(), IPV6_PROTOCOL, "protocol");
    var networks = match.networks();
    add(networks.destination().isPresent(), IPV6_DESTINATION_PREFIX, "destination-ipv6-network");
    add(networks.source().isPresent(), IPV6_SOURCE_PREFIX, "source-ipv6-network");
    add(match.flowLabel().isPresent(), IPV6_FLOW_LABEL, "flow-label");
    add(match.fragment().isPresent(), IPV6_FRAGMENT, "fragment");
  }

  private void tcp(L4.Tcp match) {
    var fields = match.fields();
    add(fields.sequenceNumber().isPresent(), TCP_SEQUENCE_NUMBER, "sequence-number");
    add(
        fields.acknowledgementNumber().isPresent(),
        TCP_ACKNOWLEDGEMENT_NUMBER,
        "acknowledgement-number");
    add(fields.dataOffset().isPresent(), TCP_DATA_OFFSET, "data-offset");
    add(fields.reserved().isPresent(), TCP_RESERVED, "reserved");
    add(fields.flags().isPresent(), TCP_FLAGS, "flags");
    add(fields.windowSize().isPresent(), TCP_WINDOW_SIZE, "window-size");
    add(fields.urgentPointer().isPresent(), TCP_URGENT_POINTER, "urgent-pointer");
    add(fields.options().isPresent(), TCP_OPTIONS, "options");
    add(match.flagsBitmask().isPresent(), TCP_FLAGS_BITMASK, "flags-bitmask");
    ports(match.ports(), TCP_SOURCE_PORT, TCP_DESTINATION_PORT, TCP_PORT_RANGE);
  }

  private void udp(L4.Udp match) {
    add(match.length().isPresent(), UDP_LENGTH, "length");
    ports(match.ports(), UDP_SOURCE_PORT, UDP_DESTINATION_PORT, UDP_PORT_RANGE);
  }

  private void icmp(L4.Icmp match) {
    add(match.type().isPresent(), ICMP_TYPE, "type");
    add(match.code().isPresent(), ICMP_CODE, "code");
    add(match.restOfHeader().isPresent(), ICMP_REST_OF_HEADER, "rest-of-header");
  }

  private void ports(Ports ports, MatchField source, MatchField destination, MatchField range) {
    var from = "source-port-range-or-operator";
    var to = "destination-port-range-or-operator";
    add(ports.source().isPresent(), source, from);
    add(ports.destination().isPresent(), destination, to);
    add(isRange(ports.source()), range, from);
    add(isRange(ports.destination()), range, to);
  }

  /// RFC 8783 §7.1: `port-range` stands for ranges and for all operators.
  private static boolean isRange(Optional<PortMatch> match) {
    return match.isPresent()
        && switch (match.get()) {
          case PortMatch.Range(var ports) -> ports.lower() != ports.upper();
          case PortMatch.Compare(var operator, _) -> operator != PortOperator.EQ;
        };
  }
}
