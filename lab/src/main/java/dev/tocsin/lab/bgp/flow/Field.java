// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

/// What of a packet's headers a component of a flow specification asks for, beside its addresses
/// (RFC 8955 §4.2.2, RFC 8956 §3), and how BIRD calls it.
enum Field {
  PROTOCOL(3, 0xFF, "proto", "next header"),
  /// The source port or the destination port.
  PORT(4, 0xFFFF, "port"),
  DESTINATION_PORT(5, 0xFFFF, "dport"),
  SOURCE_PORT(6, 0xFFFF, "sport"),
  ICMP_TYPE(7, 0xFF, "icmp type"),
  ICMP_CODE(8, 0xFF, "icmp code"),
  TCP_FLAGS(9, 0xFFF, "tcp flags"),
  PACKET_LENGTH(10, 0xFFFF, "length"),
  DSCP(11, 0x3F, "dscp"),
  FRAGMENT(12, 0x0F, "fragment"),
  /// IPv6 only.
  FLOW_LABEL(13, 0xFFFFF, "label");

  private final int type;
  private final int max;
  private final String word4;
  private final String word6;

  Field(int type, int max, String word) {
    this(type, max, word, word);
  }

  Field(int type, int max, String word4, String word6) {
    this.type = type;
    this.max = max;
    this.word4 = word4;
    this.word6 = word6;
  }

  /// The component's type on the wire.
  int type() {
    return type;
  }

  /// The largest value that a packet can have there.
  int max() {
    return max;
  }

  String word(boolean ipv4) {
    return ipv4 ? word4 : word6;
  }

  /// Whether its operators are about bits, not about numbers.
  boolean isBits() {
    return this == TCP_FLAGS || this == FRAGMENT;
  }
}
