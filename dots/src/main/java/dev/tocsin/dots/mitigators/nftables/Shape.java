// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

/// Filters that differ only in values share sets and rules, one lookup per packet for all of them:
/// a hash of masked values, in which elements come and go in constant time, count by themselves and
/// never overlap.
///
/// @param length of the prefixes
/// @param portBits leading bits of the port that are compared
record Shape(Kind kind, boolean ipv4, int length, int portBits) implements Comparable<Shape> {

  enum Kind {
    /// Prefix, protocol and port.
    PORT,
    /// Prefix and protocol.
    PROTOCOL,
    /// Prefix alone.
    BARE
  }

  /// What its sets and chains are called after.
  String name() {
    var family = ipv4 ? "4_" : "6_";
    return switch (kind) {
      case PORT -> family + length + "_" + portBits;
      case PROTOCOL -> family + length + "_p";
      case BARE -> family + length;
    };
  }

  static Shape parse(String name) {
    var parts = name.split("_");
    var ipv4 = parts[0].equals("4");
    var length = Integer.parseInt(parts[1]);
    if (parts.length == 2) return new Shape(Kind.BARE, ipv4, length, 0);
    if (parts[2].equals("p")) return new Shape(Kind.PROTOCOL, ipv4, length, 0);
    return new Shape(Kind.PORT, ipv4, length, Integer.parseInt(parts[2]));
  }

  /// More specific ones are looked up first, so that a packet counts where it is named most
  /// narrowly.
  @Override
  public int compareTo(Shape other) {
    if (ipv4 != other.ipv4) return ipv4 ? -1 : 1;
    if (length != other.length) return Integer.compare(other.length, length);
    if (kind != other.kind) return kind.compareTo(other.kind);
    return Integer.compare(other.portBits, portBits);
  }
}
