// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

/// Filters that differ only in values share sets and rules, one lookup per packet for all of them:
/// a hash of masked values, in which elements come and go in constant time, count by themselves and
/// never overlap.
///
/// @param length of the prefixes
/// @param portBits leading bits of the port that are compared
/// @param treatment a guard exactly if the kind is bare
record Shape(Kind kind, boolean ipv4, int length, int portBits, Treatment treatment)
    implements Comparable<Shape> {

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
    var targets =
        switch (kind) {
          case PORT -> String.valueOf(portBits);
          case PROTOCOL -> "p";
          case BARE -> "b";
        };
    return family + length + "_" + targets + "_" + treatment.name();
  }

  static Shape parse(String name) {
    var parts = name.split("_");
    var ipv4 = parts[0].equals("4");
    var length = Integer.parseInt(parts[1]);
    var treatment = Treatment.parse(parts[3]);
    return switch (parts[2]) {
      case "b" -> new Shape(Kind.BARE, ipv4, length, 0, treatment);
      case "p" -> new Shape(Kind.PROTOCOL, ipv4, length, 0, treatment);
      default -> new Shape(Kind.PORT, ipv4, length, Integer.parseInt(parts[2]), treatment);
    };
  }

  /// More specific ones are looked up first, so that a packet counts where it is named most
  /// narrowly.
  @Override
  public int compareTo(Shape other) {
    if (ipv4 != other.ipv4) return ipv4 ? -1 : 1;
    if (length != other.length) return Integer.compare(other.length, length);
    if (kind != other.kind) return kind.compareTo(other.kind);
    if (portBits != other.portBits) return Integer.compare(other.portBits, portBits);
    return treatment.name().compareTo(other.treatment.name());
  }
}
