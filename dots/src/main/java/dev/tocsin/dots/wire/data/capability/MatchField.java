// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.capability;

import dev.tocsin.dots.wire.data.match.Labelled;
import java.util.Set;

/// A field that a server may be able to match on (RFC 8783 Figure 10), in the order of the module.
public enum MatchField implements Labelled {
  IPV4_DSCP("ipv4", "dscp"),
  IPV4_ECN("ipv4", "ecn"),
  IPV4_LENGTH("ipv4", "length"),
  IPV4_TTL("ipv4", "ttl"),
  IPV4_PROTOCOL("ipv4", "protocol"),
  IPV4_IHL("ipv4", "ihl"),
  IPV4_FLAGS("ipv4", "flags"),
  IPV4_OFFSET("ipv4", "offset"),
  IPV4_IDENTIFICATION("ipv4", "identification"),
  IPV4_SOURCE_PREFIX("ipv4", "source-prefix"),
  IPV4_DESTINATION_PREFIX("ipv4", "destination-prefix"),
  IPV4_FRAGMENT("ipv4", "fragment"),
  IPV6_DSCP("ipv6", "dscp"),
  IPV6_ECN("ipv6", "ecn"),
  IPV6_LENGTH("ipv6", "length"),
  IPV6_HOPLIMIT("ipv6", "hoplimit"),
  IPV6_PROTOCOL("ipv6", "protocol"),
  IPV6_DESTINATION_PREFIX("ipv6", "destination-prefix"),
  IPV6_SOURCE_PREFIX("ipv6", "source-prefix"),
  IPV6_FLOW_LABEL("ipv6", "flow-label"),
  IPV6_FRAGMENT("ipv6", "fragment"),
  TCP_SEQUENCE_NUMBER("tcp", "sequence-number"),
  TCP_ACKNOWLEDGEMENT_NUMBER("tcp", "acknowledgement-number"),
  TCP_DATA_OFFSET("tcp", "data-offset"),
  TCP_RESERVED("tcp", "reserved"),
  TCP_FLAGS("tcp", "flags"),
  TCP_WINDOW_SIZE("tcp", "window-size"),
  TCP_URGENT_POINTER("tcp", "urgent-pointer"),
  TCP_OPTIONS("tcp", "options"),
  TCP_FLAGS_BITMASK("tcp", "flags-bitmask"),
  TCP_SOURCE_PORT("tcp", "source-port"),
  TCP_DESTINATION_PORT("tcp", "destination-port"),
  TCP_PORT_RANGE("tcp", "port-range"),
  UDP_LENGTH("udp", "length"),
  UDP_SOURCE_PORT("udp", "source-port"),
  UDP_DESTINATION_PORT("udp", "destination-port"),
  UDP_PORT_RANGE("udp", "port-range"),
  ICMP_TYPE("icmp", "type"),
  ICMP_CODE("icmp", "code"),
  ICMP_REST_OF_HEADER("icmp", "rest-of-header");

  /// RFC 8783 §4.2, Table 1: what every server and client has to support.
  public static final Set<MatchField> MANDATORY =
      Set.of(
          IPV4_LENGTH,
          IPV4_PROTOCOL,
          IPV4_DESTINATION_PREFIX,
          IPV4_SOURCE_PREFIX,
          IPV4_FRAGMENT,
          IPV6_LENGTH,
          IPV6_PROTOCOL,
          IPV6_DESTINATION_PREFIX,
          IPV6_SOURCE_PREFIX,
          IPV6_FRAGMENT,
          TCP_FLAGS_BITMASK,
          TCP_SOURCE_PORT,
          TCP_DESTINATION_PORT,
          TCP_PORT_RANGE,
          UDP_LENGTH,
          UDP_SOURCE_PORT,
          UDP_DESTINATION_PORT,
          UDP_PORT_RANGE,
          ICMP_TYPE,
          ICMP_CODE);

  private final String header;
  private final String label;

  MatchField(String header, String label) {
    this.header = header;
    this.label = label;
  }

  /// The container that the field stands in: `ipv4`, `ipv6`, `tcp`, `udp` or `icmp`.
  public String header() {
    return header;
  }

  @Override
  public String label() {
    return label;
  }
}
