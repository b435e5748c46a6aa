// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.flowspec;

/// Bits in a packet's headers that a rule can ask for.
public enum BitField {
  /// RFC 8955 §4.2.2.9: the bits of octets 13 and 14 of the TCP header, without the data offset.
  TCP_FLAGS(9, 0x0FFF),
  /// RFC 8955 §4.2.2.12: see {@link #DONT_FRAGMENT} and its neighbours.
  FRAGMENT(12, 0x0F);

  public static final int FIN = 0x01;
  public static final int SYN = 0x02;
  public static final int RST = 0x04;
  public static final int PSH = 0x08;
  public static final int ACK = 0x10;
  public static final int URG = 0x20;

  /// IPv4 only.
  public static final int DONT_FRAGMENT = 0x01;

  /// A fragment other than the first.
  public static final int IS_FRAGMENT = 0x02;

  public static final int FIRST_FRAGMENT = 0x04;
  public static final int LAST_FRAGMENT = 0x08;

  private final int type;
  private final int bits;

  BitField(int type, int bits) {
    this.type = type;
    this.bits = bits;
  }

  /// The component's type on the wire.
  int type() {
    return type;
  }

  /// All bits that there are.
  int bits() {
    return bits;
  }
}
