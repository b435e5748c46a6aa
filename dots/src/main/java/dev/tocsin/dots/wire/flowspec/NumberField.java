// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.flowspec;

/// A number in a packet's headers that a rule can ask for (RFC 8955 §4.2.2, RFC 8956 §3).
public enum NumberField {
  /// The protocol; in IPv6 the first next header that is no extension header.
  PROTOCOL(3, 255),
  /// The source port or the destination port, of TCP or UDP.
  PORT(4, 65_535),
  DESTINATION_PORT(5, 65_535),
  SOURCE_PORT(6, 65_535),
  ICMP_TYPE(7, 255),
  ICMP_CODE(8, 255),
  /// Of the whole IP packet without layer 2.
  PACKET_LENGTH(10, 65_535),
  DSCP(11, 63),
  /// IPv6 only.
  FLOW_LABEL(13, 0xFFFFF);

  private final int type;
  private final int max;

  NumberField(int type, int max) {
    this.type = type;
    this.max = max;
  }

  /// The component's type on the wire.
  int type() {
    return type;
  }

  int max() {
    return max;
  }
}
